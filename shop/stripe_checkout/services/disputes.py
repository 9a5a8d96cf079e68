"""A buyer's bank takes money back: our rows say what Stripe says, whoever asks and in any order."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shop.events import (
    OrderDisputed,
    OrderDisputeWon,
    order_dispute_won,
    order_disputed,
)
from shop.giftcards.queries import is_card_order
from shop.giftcards.services.issuing import block_card, unblock_card
from shop.order import services as orders
from shop.order.queries import ON_HOLD, PAID, UNSHIPPED_STATUSES
from shop.stripe_checkout import gateway
from shop.stripe_checkout.facts import DisputeFact, DisputeMovement
from shop.stripe_checkout.models import Dispute, Movement
from shop.stripe_checkout.queries import get_money_left, get_tax_left
from shop.stripe_checkout.services.added_gifts import give_back_to_gift, take_from_gift
from shop.stripe_checkout.services.attempts import lock_attempt
from shop.stripe_checkout.services.movements import write_movement
from shop.stripe_checkout.services.refund_calls import get_charged_attempt, sync_refunds
from shop.stripe_checkout.services.refund_lines import build_lines, tell_lines

State = Dispute.State
HARMLESS = (State.INQUIRY_CLOSED, State.PREVENTED, State.WON)
"""Ends after which the order stands as paid."""


def sync_dispute(*, dispute_id: str, now: datetime) -> bool:
    """Make our row of a dispute equal to Stripe's; return whether it is over a payment of ours.

    Our refunds of the payment are brought up to Stripe's first, so that what they gave back is
    known; Stripe makes no other while the bank holds the money. Call it outside any transaction.
    Raise `PaymentUnknown` while the payment is not recorded here.
    """
    fact = gateway.get_dispute(dispute_id=dispute_id)
    if fact.payment_intent_id is None:
        return False
    attempt = get_charged_attempt(payment_intent_id=fact.payment_intent_id)
    sync_refunds(payment_intent_id=fact.payment_intent_id, now=now)
    record_dispute(attempt_id=attempt.pk, fact=fact, now=now)
    return True


@transaction.atomic
def record_dispute(*, attempt_id: int, fact: DisputeFact, now: datetime) -> Dispute:
    """Move the dispute forward to what Stripe says; what it moved becomes movements, once each.

    An order with its goods still here is put on hold when the dispute comes, and let go when that
    ends well, unless somebody held or released it meanwhile.
    """
    attempt = lock_attempt(attempt_id)
    dispute = Dispute.objects.filter(stripe_id=fact.id).first() or Dispute(
        order=attempt.order, attempt=attempt, stripe_id=fact.id, opened_at=fact.opened_at
    )
    dispute.order, dispute.attempt = attempt.order, attempt
    before = dispute.state
    _move_forward(dispute, fact, now=now)
    if _weigh(dispute.state) > _weigh(before):
        _hold_order(dispute, now=now)
    dispute.save()
    for movement in fact.movements:
        _move_money(dispute, movement, fact, now=now)
    if dispute.state != before and dispute.state in HARMLESS:
        _release_order(dispute, now=now)
    return dispute


def _move_forward(dispute: Dispute, fact: DisputeFact, *, now: datetime) -> None:
    """Take over Stripe's facts, unless its answer is older than what we know."""
    known = State.values.index(dispute.state) if dispute.state else -1
    if fact.status in State.values and State.values.index(fact.status) < known:
        return
    dispute.state = fact.status
    dispute.reason = fact.reason[:60]
    dispute.amount_minor, dispute.currency = fact.amount_minor, fact.currency
    dispute.fee_minor = max(0, sum(movement.fee_minor for movement in fact.movements))
    dispute.due_at = fact.due_at
    dispute.closed_at = None if dispute.is_open else dispute.closed_at or now


def _weigh(state: str) -> int:
    """Return how much a state threatens the order: not at all, by a question, by its money."""
    return (state in Dispute.OPEN) + (state in Dispute.HOLDING_MONEY)


def _hold_order(dispute: Dispute, *, now: datetime) -> None:
    if dispute.order.status in UNSHIPPED_STATUSES:
        orders.change_status(
            order=dispute.order, to=ON_HOLD, reason="The buyer's bank disputes the payment", now=now
        )
        dispute.held_order_at = now


def _release_order(dispute: Dispute, *, now: datetime) -> None:
    """Let the order go on that this dispute alone still holds."""
    order: Any = dispute.order
    others = Dispute.objects.filter(order=order, state__in=Dispute.OPEN)
    held = order.status_changes.filter(new_status=ON_HOLD).order_by("pk").last()
    is_ours = held is not None and held.date_created == dispute.held_order_at
    if order.status == ON_HOLD and is_ours and not others.exists():
        orders.change_status(order=order, to=PAID, reason="The dispute ended well", now=now)


def _move_money(
    dispute: Dispute, movement: DisputeMovement, fact: DisputeFact, *, now: datetime
) -> None:
    """Write the order's part of the movement once; the books hear of the first each way.

    They do if the payment paid the order.
    """
    if not movement.amount_minor or Movement.objects.filter(stripe_id=movement.id).exists():
        return
    is_taken = movement.amount_minor < 0
    own = _split(dispute, movement, now=now)
    if not own:
        return
    first = next(one for one in fact.movements if (one.amount_minor < 0) == is_taken)
    is_told = movement.id == first.id and dispute.attempt.paid_order_at is not None
    if is_told and is_taken:
        order_disputed.send(sender=None, event=_build_event(dispute, own, now=now))
        block_card(order=dispute.order)
    elif is_told:
        event = OrderDisputeWon(
            order_number=dispute.order.number, dispute_id=dispute.stripe_id, reinstated_at=now
        )
        order_dispute_won.send(sender=None, event=event)
        unblock_card(order=dispute.order)
    write_movement(
        dispute.attempt,
        kind=Movement.Kind.DISPUTE if is_taken else Movement.Kind.DISPUTE_REVERSAL,
        stripe_id=movement.id,
        amount_minor=own,
        currency=movement.currency,
        now=now,
    )


def _split(dispute: Dispute, movement: DisputeMovement, *, now: datetime) -> int:
    """Return the signed cents that are the order's; a gift on the same payment has the others."""
    if movement.amount_minor < 0:
        return -take_from_gift(
            dispute.attempt,
            stripe_id=dispute.stripe_id,
            taken_minor=-movement.amount_minor,
            is_by_bank=True,
            now=now,
        )
    return movement.amount_minor - give_back_to_gift(
        dispute.attempt, stripe_id=dispute.stripe_id, is_by_bank=True, now=now
    )


def _build_event(dispute: Dispute, own_minor: int, *, now: datetime) -> OrderDisputed:
    """Return what the bank took: every piece not refunded, or money alone when it took a part."""
    gross = -own_minor
    left = get_money_left(attempt=dispute.attempt, is_made=True)
    tax = get_tax_left(order=dispute.order)
    is_whole = gross >= left
    is_goods = is_whole and not is_card_order(order=dispute.order)
    return OrderDisputed(
        order_number=dispute.order.number,
        dispute_id=dispute.stripe_id,
        currency=dispute.attempt.currency,
        gross_minor=gross,
        tax_minor=min(gross, tax if is_whole else tax * gross // left),
        lines=tell_lines(build_lines(dispute.order, None, is_made=True) if is_goods else ()),
        disputed_at=now,
    )
