"""The words of acknowledgments: every element of IRS Pub. 1771, on the mail and on the paper alike.

The mail speaks the donor's language, the paper the store's.
None of them names, numbers or quotes a woman (DOMAIN.md, 16).
"""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from impact.giving.models import GiftReceipt
from impact.giving.purchases import Purchase
from impact.giving.purposes import Purpose
from impact.giving.queries import YearOfGifts
from nomi.platform.amounts import format_minor

Row = tuple[str, str]


def write_day(day: date) -> str:
    """Return a day in words."""
    return date_format(day, _("j F Y"))


def name_fund(purpose: str) -> str:
    """Return the fund, with the purpose where the donor chose one."""
    fund = _("Training Fund")
    return f"{fund}: {Purpose(purpose).label}" if purpose else fund


def list_rows(receipt: GiftReceipt) -> list[Row]:
    """Return the terms of a receipt with their values, in the order in which they are read."""
    rows = [
        (_("Receipt"), str(receipt)),
        (_("Received from"), receipt.donor_name),
        (_("Received by"), settings.CHARITY_NAME),
        (_("EIN"), settings.CHARITY_EIN),
        (_("Day of the gift"), write_day(receipt.paid_on)),
        (_("Fund"), name_fund(receipt.purpose)),
        (_("Amount"), format_minor(receipt.amount_minor)),
    ]
    if receipt.replaces_id:
        rows.insert(1, (_("In place of"), str(receipt.replaces)))
    if receipt.donor_address:
        rows.insert(2, (_("Address"), ", ".join(receipt.donor_address.split("\n"))))
    if receipt.goods_minor:
        rows += [
            (_("Good-faith value of what you got"), format_minor(receipt.goods_minor)),
            (_("Deductible at most"), format_minor(receipt.deductible_minor)),
        ]
    return rows


def describe_goods(receipt: GiftReceipt) -> str:
    """Return the statement on goods and services that the law asks for."""
    if not receipt.goods_minor:
        return _("No goods or services were given in exchange for this gift.")
    return _(
        "In exchange you got: %(goods)s. Our good-faith estimate of its value is %(value)s. Of your"
        " payment of %(amount)s, only the part above that value, %(rest)s, may be deducted as a"
        " gift."
    ) % {
        "goods": receipt.goods_words,
        "value": format_minor(receipt.goods_minor),
        "amount": format_minor(receipt.amount_minor),
        "rest": format_minor(receipt.deductible_minor),
    }


def describe_exchange(given: YearOfGifts) -> str:
    """Return whether anything came in return for the year's gifts."""
    if not given.goods_minor:
        return _("No goods or services were given in exchange for these gifts.")
    return _("Goods of a good-faith value of %(value)s were given; they are taken off above.") % {
        "value": format_minor(given.goods_minor)
    }


def describe_charity() -> str:
    """Return who we are before the law."""
    return _("%(name)s (EIN %(ein)s) is %(status)s.") % {
        "name": settings.CHARITY_NAME,
        "ein": settings.CHARITY_EIN,
        "status": settings.CHARITY_STATUS,
    }


def describe_control() -> str:
    """Return the sentence that a gift to a fund needs (Rev. Rul. 62-113; DOMAIN.md, 7)."""
    words = _("%(name)s keeps full control and discretion over its funds.")
    return words % {"name": settings.CHARITY_NAME}


def describe_purchases(purchases: Sequence[Purchase]) -> str:
    """Return that goods bought in the shop are no gifts (DOMAIN.md, 13 and 15)."""
    if not purchases:
        return _(
            "Goods that you bought in our shop at their price are purchases, not gifts. They are"
            " not in this statement and are not deductible."
        )
    return _(
        "Goods that you bought in our shop at their price are purchases, not gifts. They are not"
        " deductible, and no sum above counts them. These were paid from this address, less what"
        " was given back:"
    )


def list_purchase_rows(purchases: Sequence[Purchase]) -> list[tuple[str, str, str]]:
    """Return day, order and amount of each purchase, in the order in which they were paid."""
    return [
        (write_day(one.paid_on), one.number, format_minor(one.paid_minor, one.currency))
        for one in purchases
    ]
