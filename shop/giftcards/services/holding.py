"""Set a card's money aside for an order, set it free, take it, and give it back, once each."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shop.giftcards.models import CardPayment, GiftCard
from shop.giftcards.queries import find_same_card, measure_part
from shop.giftcards.services.moving import Kind, change_state, lock_card, move
from shop.giftcards.wish import CardWish
from shop.money import to_minor

State = CardPayment.State


class CardRefused(Exception):  # noqa: N818 - says what happened
    """The card pays something else than the shopper was shown, or nothing any more."""


@transaction.atomic
def hold_part(*, order: Any, wish: CardWish, now: datetime) -> int:
    """Set aside what the card pays of the order; return its cents.

    The balance is read under the card's lock, so that two orders never spend the same cent. Raise
    `CardRefused` when the part is not what was shown, and change nothing.
    """
    found = find_same_card(uid=wish.uid, edition=wish.edition)
    if found is None:
        raise CardRefused
    card = lock_card(found.pk)
    total_minor = to_minor(order.total_incl_tax)
    part = measure_part(card=card, total_minor=total_minor).part_minor
    is_same = card.is_usable and card.edition == wish.edition and part == wish.shown_minor
    if not is_same or card.currency != order.currency:
        raise CardRefused
    if not part:
        return 0
    payment = CardPayment.objects.create(order=order, card=card, amount_minor=part, held_at=now)
    _move_hold(payment, kind=Kind.HELD, now=now)
    return part


@transaction.atomic
def release_part(*, order: Any, now: datetime) -> bool:
    """Set free what was set aside for an order that is not paid; return whether anything was.

    What was taken stays taken: a refund gives it back. The caller holds the order's lock.
    """
    payment = CardPayment.objects.filter(order=order, state=State.HELD).first()
    if payment is None:
        return False
    payment.card = lock_card(payment.card_id)
    payment.state = State.RELEASED
    payment.save(update_fields=["state"])
    _move_hold(payment, kind=Kind.RELEASED, now=now)
    return True


@transaction.atomic
def hold_again(*, order: Any, now: datetime) -> None:
    """Set the same part aside once more, because late money paid the rest of the order.

    Raise `CardRefused`, and change nothing, when the card does not hold so much any more.
    """
    payment = CardPayment.objects.filter(order=order, state=State.RELEASED).first()
    if payment is None:
        return
    card = lock_card(payment.card_id)
    if not card.is_usable or card.balance_minor < payment.amount_minor:
        raise CardRefused
    payment.card, payment.state, payment.held_at = card, State.HELD, now
    payment.turn += 1
    payment.save(update_fields=["state", "held_at", "turn"])
    _move_hold(payment, kind=Kind.HELD, now=now)


@transaction.atomic
def take_part(*, order: Any, now: datetime) -> int:
    """Take for good what was set aside for the order, which is paid now; return its cents.

    The balance moved when it was set aside. Again, it returns the same and changes nothing.
    """
    payment = CardPayment.objects.filter(order=order).exclude(state=State.RELEASED).first()
    if payment is None:
        return 0
    if payment.state == State.HELD:
        payment.state, payment.taken_at = State.TAKEN, now
        payment.save(update_fields=["state", "taken_at"])
    return payment.amount_minor


@transaction.atomic
def give_back_part(*, order: Any, amount_minor: int, key: str, now: datetime) -> GiftCard:
    """Put cents that a refund gives back on the card that had paid them; once for each `key`.

    A void card is blocked with what is put on it, until staff look. The caller holds the order's
    lock.
    """
    payment = CardPayment.objects.select_related("card").get(order=order, state=State.TAKEN)
    if payment.card.movements.filter(key=key).exists():
        return payment.card
    card = lock_card(payment.card_id)
    if card.state == GiftCard.State.VOIDED:
        change_state(card, to=GiftCard.State.BLOCKED)
    payment.given_back_minor += amount_minor
    payment.save(update_fields=["given_back_minor"])
    move(card, kind=Kind.GIVEN_BACK, amount_minor=amount_minor, key=key, order=order, now=now)
    return card


def _move_hold(payment: CardPayment, *, kind: Kind, now: datetime) -> None:
    """Move the balance by the part, under a key of this turn."""
    sign = -1 if kind == Kind.HELD else 1
    move(
        payment.card,
        kind=kind,
        amount_minor=sign * payment.amount_minor,
        key=f"{kind}:{payment.order_id}:{payment.turn}",
        order=payment.order,
        now=now,
    )
