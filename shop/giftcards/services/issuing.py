"""A paid card gets its code; a card whose own money goes back loses it."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nomi.platform.amounts import format_minor
from nomi.platform.outbox import services as outbox
from shop.giftcards.codes import CODE_BYTES, make_code, mark_code, seal_code
from shop.giftcards.models import GiftCard
from shop.giftcards.queries import find_bought
from shop.giftcards.services.moving import Kind, change_state, lock_card, move

MAIL = "gift_card"
State = GiftCard.State


class CardSpent(Exception):  # noqa: N818 - says what happened
    """More of a card's price is to go back than is left on it. Words for staff."""


@transaction.atomic
def issue_card(*, order: Any, now: datetime) -> int:
    """Give the card of a paid order its balance and code; return its cents, 0 for goods.

    In the transaction that makes the order paid; again, it changes nothing. The mail with the code
    is owed to whom the card is for.
    """
    found = find_bought(order=order)
    if found is None:
        return 0
    card = lock_card(found.pk)
    if card.state != State.ORDERED:
        return card.initial_minor
    write_code(card, random=secrets.token_bytes(CODE_BYTES), state=State.ACTIVE, issued_at=now)
    move(
        card,
        kind=Kind.ISSUED,
        amount_minor=card.initial_minor,
        key=f"issued:{card.uid}",
        order=order,
        now=now,
    )
    owe_code(card, now=now)
    return card.initial_minor


def write_code(card: GiftCard, *, random: bytes, **columns: Any) -> None:
    """Give the locked card the code of these bytes, with other columns that change with it."""
    code = make_code(random)
    facts = {
        "code_key": mark_code(code),
        "sealed_code": seal_code(code, uid=card.uid),
        "last_four": code[-4:],
        **columns,
    }
    GiftCard.objects.filter(pk=card.pk).update(**facts)
    card.refresh_from_db()


def owe_code(card: GiftCard, *, now: datetime) -> None:
    """Owe the mail that carries the code, once for each code; a card for nobody is only shown."""
    if card.recipient_email:
        outbox.enqueue(kind=MAIL, reference=f"{card.uid}:{card.edition}", now=now)


@transaction.atomic
def take_card_back(*, order: Any, amount_minor: int, key: str, now: datetime) -> bool:
    """Take off the bought card what a refund of its price gives back; False for goods.

    Before the money leaves, under the card's lock, so that nobody spends it meanwhile. An empty
    card is void. Raise `CardSpent`, and change nothing, when less is left on it.
    """
    found = find_bought(order=order)
    if found is None:
        return False
    card = lock_card(found.pk)
    if card.balance_minor < amount_minor:
        words = _(
            "The gift card of order %(number)s has been used: %(left)s is left on it, and no more"
            " than that can go back."
        )
        left = format_minor(card.balance_minor, card.currency)
        raise CardSpent(words % {"number": order.number, "left": left})
    move(
        card,
        kind=Kind.TAKEN_BACK,
        amount_minor=-amount_minor,
        key=f"taken-back:{key}",
        order=order,
        now=now,
    )
    if not card.balance_minor:
        change_state(card, to=State.VOIDED)
    return True


@transaction.atomic
def put_card_back(*, order: Any, amount_minor: int, key: str, now: datetime) -> bool:
    """Put the price back on the bought card, whose refund failed; once, and False for goods.

    The card is good again under the code it had. The caller holds the order's lock.
    """
    found = find_bought(order=order)
    key = f"put-back:{key}"
    if found is None or found.movements.filter(key=key).exists():
        return False
    card = lock_card(found.pk)
    if card.state == State.VOIDED:
        change_state(card, to=State.ACTIVE)
    move(card, kind=Kind.PUT_BACK, amount_minor=amount_minor, key=key, order=order, now=now)
    return True


@transaction.atomic
def block_card(*, order: Any) -> None:
    """Keep a bought card from paying, because its buyer's bank has taken the money back."""
    _turn(order, state=State.ACTIVE, to=State.BLOCKED)


@transaction.atomic
def unblock_card(*, order: Any) -> None:
    """Let a bought card pay again, because the bank gave the money back."""
    _turn(order, state=State.BLOCKED, to=State.ACTIVE)


def _turn(order: Any, *, state: str, to: str) -> None:
    found = find_bought(order=order)
    card = lock_card(found.pk) if found else None
    if card is not None and card.state == state:
        change_state(card, to=to)
