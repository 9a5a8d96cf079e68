"""Lock a card, and write what moves on it."""

from datetime import datetime
from typing import Any

from shop.giftcards.models import CardMovement, GiftCard

Kind = CardMovement.Kind


def lock_card(card_id: int) -> GiftCard:
    """Return the card, locked until the transaction ends. Always the last lock taken."""
    return GiftCard.objects.select_for_update(of=("self",)).get(pk=card_id)


def move(
    card: GiftCard,
    *,
    kind: str,
    amount_minor: int,
    key: str,
    now: datetime,
    order: Any = None,
    reason: str = "",
    by: Any = None,
) -> CardMovement:
    """Write a movement, by which the database moves the balance; the caller has the card's lock."""
    made = CardMovement.objects.create(
        card=card,
        kind=kind,
        amount_minor=amount_minor,
        key=key,
        order=order,
        reason=reason[:200],
        by=by,
        moved_at=now,
    )
    card.refresh_from_db(fields=["balance_minor"])
    return made


def change_state(card: GiftCard, *, to: str) -> None:
    """Move the card to another state; the caller has its lock."""
    card.state = to
    GiftCard.objects.filter(pk=card.pk).update(state=to)
