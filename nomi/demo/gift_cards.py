"""Two gift cards: one that nobody has used, and one of which a part is spent."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from oscar.core.loading import get_model

from nomi.demo.orders import BUYERS, pay_past, place_past
from nomi.demo.past_payments import Till, open_till
from shop.giftcards.models import GiftCard
from shop.giftcards.services.selling import CardOrder, order_card

CARDS = (
    (UUID(int=1), 10_000, "hana@shopper.example", "For your new desk.", timedelta(days=2)),
    (UUID(int=2), 5_000, "beth@shopper.example", "Happy birthday.", timedelta(days=9)),
)
"""Form, cents, for whom, what is said with it, how long ago."""
SPENT_AGO = timedelta(days=4)


@transaction.atomic
def seed_gift_cards(now: datetime) -> None:
    """Sell both cards and spend of the second; once only."""
    if GiftCard.objects.exists():
        return
    records = get_model("partner", "StockRecord").objects.filter(num_in_stock__gte=8)
    with open_till() as till:
        for key, amount, recipient, message, ago in CARDS:
            card = _sell(till, key, amount, recipient, message, at=now - ago)
        _spend(till, card, records.order_by("pk").first(), at=now - SPENT_AGO)


def _sell(
    till: Till, key: UUID, amount_minor: int, recipient: str, message: str, *, at: datetime
) -> GiftCard:
    wish = CardOrder(
        key=key,
        amount_minor=amount_minor,
        buyer_email="alma@shopper.example",
        recipient_email=recipient,
        sender_name="Alma",
        message=message,
    )
    order = order_card(wish=wish, user=AnonymousUser(), now=at).order
    pay_past(order, till, placed_at=at, paid_at=at + timedelta(minutes=3))
    return GiftCard.objects.get(order=order)


def _spend(till: Till, card: GiftCard, record: Any, *, at: datetime) -> None:
    """Pay goods with the card, and the rest, if any, at Stripe."""
    order = place_past(BUYERS[1], [(record, 1)], now=at, card=card)
    if order.payment_attempts.filter(paid_order_at=None).exists():
        pay_past(order, till, placed_at=at, paid_at=at + timedelta(minutes=3))
