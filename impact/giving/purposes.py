"""What a donor may designate a gift for: the fund as a whole, or one kind of its spending.

Money for one kind of spending has an account of its own beside the fund's. It leaves that account
when so much was paid to providers of that kind, and never otherwise: the database refuses it.
"""

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from impact.books import chart, services

FUND = "training"
"""The one fund there is; a second would be another word here."""


class Purpose(models.TextChoices):
    """What the money is for; each but the first is a provider's kind (impact.payouts)."""

    WHERE_NEEDED = "", _("Wherever it helps most")
    SCHOOL = "school", _("School fees")
    COURSE = "course", _("Courses")
    TOOLS = "tools", _("Tools and materials")
    CHILDCARE = "childcare", _("Childcare during training")
    TRANSPORT = "transport", _("Transport to training")


RESTRICTED = tuple(purpose for purpose in Purpose if purpose)
GIVEN = ("gift", "gift-refund", "gift-refund-undone")
"""Kinds of entries by which donors' money comes and goes back."""


def find_account(purpose: str) -> str:
    """Return the code of the account in the books that a gift for this purpose is credited to."""
    return f"{chart.RESTRICTED}{purpose}" if purpose else chart.FUND_AVAILABLE


def open_accounts(*, apps: Apps = global_apps, **_signal: object) -> None:
    """Open an account for each purpose after each migrate; never changes a row.

    Waits while the migrations of the books are still to come.
    """
    if "balance" not in apps.all_models["books"]:
        return
    for purpose in RESTRICTED:
        services.open_account(code=find_account(purpose), kind="liability", slots=1, floor_minor=0)
