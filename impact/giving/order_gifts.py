"""What the shop asks of gifts that are added to its orders: terms, names, and how one stands."""

from dataclasses import dataclass

from django.conf import settings

from impact.giving.forms import PRESETS
from impact.giving.models import Gift, GiftRefund
from impact.giving.models.donors import LARGEST_MINOR, SMALLEST_MINOR
from impact.giving.purposes import Purpose
from impact.giving.words import name_fund


@dataclass(frozen=True, kw_only=True)
class GiftTerms:
    """What may be given, in cents, and for what; labels are in the language of the moment."""

    presets: tuple[tuple[int, str], ...]
    least_minor: int
    most_minor: int
    purposes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class OrderGift:
    """The gift of one order: its own number, its cents, what of them went back, and for what."""

    key: int
    number: str
    amount_minor: int
    gone_minor: int
    purpose: str
    is_received: bool
    is_ended: bool


def find_gift_terms() -> GiftTerms | None:
    """Return the terms, None while no gift can be taken."""
    if not settings.CHARITY_EIN:
        return None
    return GiftTerms(
        presets=PRESETS,
        least_minor=SMALLEST_MINOR,
        most_minor=LARGEST_MINOR,
        purposes=tuple((purpose.value, str(purpose.label)) for purpose in Purpose),
    )


def name_gift_purpose(purpose: str) -> str:
    """Return the fund that a gift goes to, with its purpose."""
    return name_fund(purpose)


def find_order_gift(*, order_number: str) -> OrderGift | None:
    """Return the gift that was added to an order, None for none. One query."""
    gift = Gift.objects.filter(reference=order_number).first()
    if gift is None:
        return None
    return OrderGift(
        key=gift.pk,
        number=gift.number,
        amount_minor=gift.total_minor,
        gone_minor=gift.refunded_minor,
        purpose=gift.purpose,
        is_received=gift.state in Gift.RECEIVED,
        is_ended=gift.state == Gift.State.FAILED,
    )


def find_gift_taken(*, stripe_id: str) -> int:
    """Return the cents of a gift that a refund or dispute of Stripe's took, given back or not."""
    refund = GiftRefund.objects.filter(stripe_id=stripe_id).first()
    return refund.amount_minor if refund else 0
