"""Find gift cards, and what one pays of an order."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from shop.giftcards.codes import CodeUnreadable, list_marks, read_code
from shop.giftcards.models import CardPayment, GiftCard
from shop.giftcards.parts import split_total

PAYS = (CardPayment.State.HELD, CardPayment.State.TAKEN)


@dataclass(frozen=True, kw_only=True)
class CardPart:
    """What of an order a card would pay: all in cents; `rest_minor` is left for Stripe."""

    card: GiftCard
    part_minor: int
    rest_minor: int


def find_usable_card(*, code: str) -> GiftCard | None:
    """Return the card of a typed code if it pays; None for every kind of wrong one alike."""
    try:
        marks = list_marks(read_code(code))
    except CodeUnreadable:
        return None
    return GiftCard.objects.filter(code_key__in=marks, state=GiftCard.State.ACTIVE).first()


def find_same_card(*, uid: str, edition: int) -> GiftCard | None:
    """Return the card that a browser chose before, if it still pays under the same code."""
    return GiftCard.objects.filter(uid=uid, edition=edition, state=GiftCard.State.ACTIVE).first()


def measure_part(*, card: GiftCard, total_minor: int) -> CardPart:
    """Return what the card pays of a total; see `parts.split_total`."""
    part, rest = split_total(
        total_minor=total_minor,
        balance_minor=card.balance_minor,
        minimum_minor=settings.STRIPE_MINIMUM_CHARGE_MINOR,
    )
    return CardPart(card=card, part_minor=part, rest_minor=rest)


def find_payment(*, order: Any) -> CardPayment | None:
    """Return what a card pays, or has paid, of the order; None when nothing."""
    return CardPayment.objects.select_related("card").filter(order=order, state__in=PAYS).first()


def get_part_minor(*, order: Any) -> int:
    """Return the cents of the order that a card pays, set aside or taken. One query."""
    payment = find_payment(order=order)
    return payment.amount_minor if payment else 0


def find_bought(*, order: Any) -> GiftCard | None:
    """Return the card that the order buys; None for an order of goods. One query."""
    return GiftCard.objects.filter(order=order).first()


def is_card_order(*, order: Any) -> bool:
    """Return whether the order buys a gift card. One query."""
    return GiftCard.objects.filter(order=order).exists()
