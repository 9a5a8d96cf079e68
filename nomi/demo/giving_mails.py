"""The mails of giving for the demo's page of mails; what they speak of is taken back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from impact.giving.days import find_day
from impact.giving.models import Gift, MonthlyGift
from impact.giving.services.placing import Donor, Tribute, Wish, place_gift, place_monthly_gift
from impact.giving.services.receipts import find_standing, void_receipt
from impact.giving.services.settling import receive
from impact.giving.services.statements import send_statement

READER = Donor(name="Alma Reader", email="reader@shopper.example")


def make_gift(**wish: Any) -> Gift:
    """Return a gift of last year that was received."""
    now = timezone.now()
    then = now.replace(year=find_day(now).year - 1, month=6, day=1)
    gift = place_gift(
        donor=READER, wish=Wish(**{"amount_minor": 5_000, **wish}), form_key=uuid.uuid4(), now=then
    )
    return receive(gift, paid_at=then, now=then)


def make_receipt(_order: Any) -> str:
    """Return the reference of a receipt."""
    receipt = find_standing(make_gift(purpose="school", covers_fee=True))
    return str(receipt.pk) if receipt else ""


def make_void(_order: Any) -> str:
    """Return the reference of a void."""
    receipt = find_standing(make_gift())
    if receipt is None:
        return ""
    now = timezone.now()
    return str(void_receipt(receipt=receipt, reason="Given back.", actor="system", now=now).pk)


def make_card(_order: Any) -> str:
    """Return the number of a gift in honour of somebody."""
    tribute = Tribute(
        kind="honour",
        name="Beth",
        card_by="email",
        card_name="Beth",
        card_email="beth@shopper.example",
        card_message="For all you taught us.",
    )
    return make_gift(tribute=tribute).number


def make_monthly() -> MonthlyGift:
    """Return a monthly gift that runs."""
    return place_monthly_gift(
        donor=READER, wish=Wish(amount_minor=2_500), form_key=uuid.uuid4(), now=timezone.now()
    )


def make_statement(_order: Any) -> str:
    """Return the reference of last year's statement."""
    year = make_gift().given_on.year
    made = send_statement(donor_email=READER.email, year=year, actor="system", now=timezone.now())
    return str(made.uid) if made else ""


GIVING_MAILS: dict[str, Callable[[Any], str]] = {
    "gift_receipt": make_receipt,
    "gift_receipt_voided": make_void,
    "gift_card_of_honour": make_card,
    "monthly_gift_failed": lambda _order: f"{make_monthly().number}:1:in_sample",
    "monthly_gift_news": lambda _order: f"{make_monthly().number}:paused:1",
    "year_of_gifts": make_statement,
}
"""What each kind of mail speaks of."""
