"""What staff do with a card: end it, let it pay again, and replace a code that was lost."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.events import GiftCardVoided, gift_card_voided
from shop.giftcards.codes import CODE_BYTES, mark_code, open_code
from shop.giftcards.models import GiftCard
from shop.giftcards.services.issuing import owe_code, write_code
from shop.giftcards.services.moving import Kind, change_state, lock_card, move

State = GiftCard.State
FEWEST_WORDS = 2


class CareRefused(Exception):  # noqa: N818 - says what happened
    """The card is not in a state for this, or the reason says nothing. Words for staff."""


@transaction.atomic
def void_card(*, card_id: int, reason: str, by: Any, now: datetime) -> GiftCard:
    """End a card for good and take what is left on it off our debts; told to the books.

    For stolen cards and cards whose money was taken back: what people paid for is theirs otherwise,
    and goes back by a refund of its order. Raise `CareRefused`, and change nothing, for a card that
    is void or not paid yet, and without a reason of two words.
    """
    card = lock_card(card_id)
    if card.state not in {State.ACTIVE, State.BLOCKED}:
        raise CareRefused(_("This card is not in use, so there is nothing to end."))
    if len(reason.split()) < FEWEST_WORDS:
        raise CareRefused(_("Say in two words at least why the card ends."))
    left = card.balance_minor
    if left:
        count = card.movements.filter(kind=Kind.VOIDED).count()
        key = f"voided:{card.uid}:{count + 1}"
        move(card, kind=Kind.VOIDED, amount_minor=-left, key=key, reason=reason, by=by, now=now)
        event = GiftCardVoided(
            order_number=card.order.number,
            movement_id=key,
            currency=card.currency,
            amount_minor=left,
            voided_at=now,
        )
        gift_card_voided.send(sender=None, event=event)
    change_state(card, to=State.VOIDED)
    return card


@transaction.atomic
def release_card(*, card_id: int) -> GiftCard:
    """Let a blocked card pay again. Raise `CareRefused` for any other."""
    card = lock_card(card_id)
    if card.state != State.BLOCKED:
        raise CareRefused(_("This card is not blocked."))
    change_state(card, to=State.ACTIVE)
    return card


@transaction.atomic
def renew_code(*, card_id: int, email: str, by: Any, now: datetime) -> GiftCard:
    """Give the card another code and owe its mail to `email`; the old code is dead at once.

    Who did it stands among the notes of its order. The balance stays; what an order has set aside
    stays set aside. Raise `CareRefused`, and change nothing, for a card that is not in use.
    """
    card = lock_card(card_id)
    if card.state != State.ACTIVE:
        raise CareRefused(_("Only a card that is in use gets a new code."))
    write_code(
        card,
        random=secrets.token_bytes(CODE_BYTES),
        edition=card.edition + 1,
        recipient_email=email,
    )
    owe_code(card, now=now)
    words = f"The gift card got a new code; the old one is dead ({by})."
    card.order.notes.create(note_type="System", message=words)
    return card


@transaction.atomic
def mark_again() -> int:
    """Mark every card under the secret key of today; return how many were under an older one."""
    marked = 0
    for card in GiftCard.objects.select_for_update(of=("self",)).exclude(sealed_code=None):
        mark = mark_code(open_code(bytes(card.sealed_code or b""), uid=card.uid))
        if mark != card.code_key:
            marked += GiftCard.objects.filter(pk=card.pk).update(code_key=mark)
    return marked


@transaction.atomic
def forget_cards(*, order_ids: list[int]) -> None:
    """Forget whom the cards of these orders went to, and what was said; what they hold stays."""
    bought = GiftCard.objects.filter(order_id__in=order_ids)
    bought.update(recipient_email="", sender_name="", message="")
