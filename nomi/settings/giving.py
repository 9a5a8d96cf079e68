"""Who acknowledges gifts, what a card costs, and how often one may try to give."""

from django.utils.translation import gettext_lazy as _

from nomi import env

CHARITY_NAME = env.find_text("CHARITY_NAME", "Nomi Network")
CHARITY_EIN = env.find_text("CHARITY_EIN")
"""The employer identification number that acknowledgments state; without it no gift is taken."""
CHARITY_STATUS = env.find_text("CHARITY_STATUS") or _(
    "a public charity, tax-exempt under section 501(c)(3) of the Internal Revenue Code"
)
"""What the organisation is, as acknowledgments say it; own words stay as they are. [counsel]"""
GIVING_TIME_ZONE = env.get_zone("GIVING_TIME_ZONE", "America/New_York")
"""By whose calendar a gift has its day, and so its tax year: that of the charity's place."""
CARD_FEE_BASIS_POINTS = env.get_number("CARD_FEE_BASIS_POINTS", 290)
CARD_FEE_FIXED_MINOR = env.get_number("CARD_FEE_FIXED_MINOR", 30)
"""What a card payment costs us: a part of the amount, and cents each time."""
GIVING_TRIES_PER_NETWORK = 60
"""Gifts that one network may begin within an hour: an office may give together."""
GIVING_TRIES_PER_SESSION = 8
"""Gifts that one browser may begin within an hour."""
GIVING_PROOFS_PER_HOUR = 5
"""Addresses that may be tried at one private link within an hour (SAFETY.md, P12)."""
