"""Carry refunds to Stripe and write down what became of them."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from nomi.platform.stripe.facts import RefundFact
from shop.events import (
    OrderRefunded,
    OrderRefundFailed,
    order_refund_failed,
    order_refunded,
)
from shop.giftcards.queries import is_card_order
from shop.giftcards.services.holding import give_back_part
from shop.giftcards.services.issuing import put_card_back
from shop.order.owing import owe_mail
from shop.order.queries import lock_order
from shop.stripe_checkout import gateway
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund, StaffTask
from shop.stripe_checkout.services.added_gifts import (
    give_back_to_gift,
    hear_of_gift_refund,
    split_refund,
)
from shop.stripe_checkout.services.findings import close_tasks, open_task
from shop.stripe_checkout.services.mirror import mirror_refund
from shop.stripe_checkout.services.movements import write_movement
from shop.stripe_checkout.services.refund_lines import tell_lines

KEY_LIFE = timedelta(hours=24)
"""How long Stripe remembers an idempotency key."""
FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY_TRY = 10


class PaymentUnknown(Exception):  # noqa: N818 - says what happened
    """The refund belongs to a payment we have not recorded yet; ask again later."""


def submit_refund(*, refund_id: int, now: datetime) -> Refund:
    """Make the refund at Stripe, or look how it stands; safe twice, at once, and killed anywhere.

    Call it outside any transaction. Raise `StripeUnavailable` with the refund still queued.
    """
    refund = Refund.objects.select_related("attempt").get(pk=refund_id)
    if refund.goes_to_gift_card:
        return give_to_card(refund_id=refund_id, now=now)
    if refund.state not in Refund.UNFINISHED or refund.attempt.is_cash:
        return refund
    _note_try(refund, now=now)
    try:
        fact = _ask_stripe(refund, now=now)
    except gateway.StripeRefused as error:
        return _note_refusal(refund_id=refund_id, words=str(error), now=now)
    return record_refund(refund_id=refund_id, fact=fact, now=now)


@transaction.atomic
def give_to_card(*, refund_id: int, now: datetime) -> Refund:
    """Put a refund's money onto the gift card that had paid it; ours alone, and twice is once."""
    refund = lock_refund(refund_id)
    if refund.state not in Refund.UNFINISHED:
        return refund
    key = f"gift-card:{refund.uid}"
    refund.state, refund.stripe_id, refund.finished_at = Refund.State.SUCCEEDED, key, now
    refund.save()
    give_back_part(order=refund.order, amount_minor=refund.gross_minor, key=key, now=now)
    tell_refunded(refund, now=now)
    return refund


def _ask_stripe(refund: Refund, *, now: datetime) -> RefundFact:
    if refund.stripe_id:
        return gateway.get_refund(refund_id=refund.stripe_id)
    intent = refund.attempt.payment_intent_id or ""
    if refund.requested_at < now - KEY_LIFE:
        for fact in gateway.list_refunds(payment_intent_id=intent):
            if fact.refund_uid == str(refund.uid):
                return fact
    return gateway.create_refund(
        payment_intent_id=intent,
        amount_minor=refund.gross_minor,
        refund_uid=str(refund.uid),
        idempotency_key=refund.idempotency_key,
    )


def get_charged_attempt(*, payment_intent_id: str) -> PaymentAttempt:
    """Return the attempt whose money came by a payment; raise `PaymentUnknown` for none."""
    attempt = PaymentAttempt.objects.filter(
        payment_intent_id=payment_intent_id, movements__kind=Movement.Kind.CHARGE
    ).first()
    if attempt is None:
        raise PaymentUnknown(payment_intent_id)
    return attempt


def sync_refunds(*, payment_intent_id: str, now: datetime) -> None:
    """Make our refunds of a payment equal to Stripe's, whoever made them and in any order.

    Those of a gift on the same payment are giving's. Raise `PaymentUnknown` while the payment
    itself is not recorded here.
    """
    attempt = get_charged_attempt(payment_intent_id=payment_intent_id)
    for fact in gateway.list_refunds(payment_intent_id=payment_intent_id):
        if fact.gift:
            hear_of_gift_refund(fact, now=now)
            continue
        refund = _find_or_adopt(attempt=attempt, fact=fact, now=now)
        if refund is not None:
            own = replace(fact, amount_minor=refund.gross_minor)
            record_refund(refund_id=refund.pk, fact=own, now=now)


@transaction.atomic
def record_refund(*, refund_id: int, fact: RefundFact, now: datetime) -> Refund:
    """Move the refund forward to what Stripe says; money that left becomes a movement, once."""
    refund = lock_refund(refund_id)
    refund.stripe_id = fact.id
    if fact.is_lost:
        _lose(refund, fact, now=now)
    elif refund.state in Refund.UNFINISHED:
        refund.state = (
            Refund.State.SUCCEEDED if fact.status == "succeeded" else Refund.State.PENDING
        )
        refund.failure = "" if fact.status == "succeeded" else fact.failure or fact.status
        if refund.state == Refund.State.SUCCEEDED:
            _move_money(refund, fact, now=now)
    refund.save()
    return refund


def _move_money(refund: Refund, fact: RefundFact, *, now: datetime) -> None:
    """Write the movement; tell the books and the buyer when it takes back a sale."""
    attempt = refund.attempt
    refund.finished_at = now
    write_movement(
        attempt,
        kind=Movement.Kind.REFUND,
        stripe_id=fact.id,
        amount_minor=-fact.amount_minor,
        currency=fact.currency,
        now=now,
    )
    mirror_refund(
        order=refund.order,
        payment_intent_id=attempt.payment_intent_id or "",
        refund_id=fact.id,
        amount_minor=fact.amount_minor,
    )
    if refund.takes_back_sale:
        tell_refunded(refund, now=now)


def tell_refunded(refund: Refund, *, now: datetime) -> None:
    """Tell the books and the buyer that a part of the sale was taken back."""
    order_refunded.send(sender=None, event=_build_event(refund, now=now))
    owe_mail(kind="order_refunded", order=refund.order, reference=str(refund.uid), now=now)


def _build_event(refund: Refund, *, now: datetime) -> OrderRefunded:
    is_card = is_card_order(order=refund.order)
    return OrderRefunded(
        order_number=refund.order.number,
        refund_id=str(refund.uid),
        currency=refund.currency,
        gross_minor=refund.gross_minor,
        shipping_minor=refund.shipping_minor,
        tax_minor=refund.tax_minor,
        lines=() if is_card else tell_lines(refund.lines.order_by("line_id")),
        refunded_at=now,
        gift_cards_sold_minor=refund.gross_minor if is_card else 0,
        to_gift_card_minor=refund.gross_minor if refund.goes_to_gift_card else 0,
    )


def _lose(refund: Refund, fact: RefundFact, *, now: datetime) -> None:
    """Put money that did not reach the buyer back on our side, tell the books and ask staff."""
    if refund.state in Refund.LOST:
        return
    if refund.state == Refund.State.SUCCEEDED:
        write_movement(
            refund.attempt,
            kind=Movement.Kind.ADJUSTMENT,
            stripe_id=f"{fact.id}:returned",
            amount_minor=fact.amount_minor,
            currency=fact.currency,
            now=now,
        )
        if refund.takes_back_sale:
            event = OrderRefundFailed(
                order_number=refund.order.number, refund_id=str(refund.uid), failed_at=now
            )
            order_refund_failed.send(sender=None, event=event)
    _put_back_bought(refund, now=now)
    give_back_to_gift(refund.attempt, stripe_id=fact.id, is_by_bank=False, now=now)
    lost = Refund.State.CANCELLED if fact.status == "canceled" else Refund.State.FAILED
    refund.state, refund.failure, refund.finished_at = lost, fact.failure[:200], now
    close_tasks(kind=StaffTask.Kind.EXTERNAL_REFUND, reference=fact.id, user=None, now=now)
    _ask_staff(refund, now=now)


@transaction.atomic
def _note_refusal(*, refund_id: int, words: str, now: datetime) -> Refund:
    """Stripe will not make this refund: say so to staff and free the amount for another try."""
    refund = lock_refund(refund_id)
    if refund.state in Refund.UNFINISHED:
        refund.state, refund.failure, refund.finished_at = Refund.State.FAILED, words[:200], now
        refund.save()
        _put_back_bought(refund, now=now)
        _ask_staff(refund, now=now)
    return refund


def _put_back_bought(refund: Refund, *, now: datetime) -> None:
    """Give a bought gift card its price back, because the refund of it did not arrive."""
    if refund.takes_back_sale:
        amount = refund.gross_minor
        put_card_back(order=refund.order, amount_minor=amount, key=str(refund.uid), now=now)


def lock_refund(refund_id: int) -> Refund:
    """Return the refund, its order locked first and itself second."""
    order = lock_order(Refund.objects.values_list("order_id", flat=True).get(pk=refund_id))
    refund = Refund.objects.select_for_update(of=("self",)).get(pk=refund_id)
    refund.order = order
    return refund


def _ask_staff(refund: Refund, *, now: datetime) -> None:
    open_task(
        kind=StaffTask.Kind.REFUND_FAILED,
        reference=str(refund.uid),
        order=refund.order,
        facts={"why": refund.failure, "cents": refund.gross_minor},
        now=now,
    )


def _note_try(refund: Refund, *, now: datetime) -> None:
    """Say that Stripe is being asked, and when the sweep should come back if we die here."""
    wait = FIRST_RETRY * 2 ** min(refund.tries, LAST_RETRY_TRY)
    Refund.objects.filter(pk=refund.pk, state=Refund.State.REQUESTED).update(
        state=Refund.State.SUBMITTED
    )
    Refund.objects.filter(pk=refund.pk).update(tries=F("tries") + 1, due_at=now + wait)


@transaction.atomic
def _find_or_adopt(*, attempt: PaymentAttempt, fact: RefundFact, now: datetime) -> Refund | None:
    """Return our row for a refund at Stripe, made there by hand if none of ours asked for it.

    None for one that took a gift alone, because nothing was left of the order.
    """
    attempt.order = lock_order(attempt.order_id)
    rows = Refund.objects.filter(attempt=attempt)
    ours = rows.filter(stripe_id=fact.id).first()
    if ours is None and fact.refund_uid:
        ours = rows.filter(uid=fact.refund_uid).first()
    if ours is not None:
        return ours
    own = split_refund(attempt, fact, now=now)
    if not own:
        return None
    refund = Refund.objects.create(
        key=f"{Refund.EXTERNAL}{fact.id}",
        order=attempt.order,
        attempt=attempt,
        state=Refund.State.SUBMITTED,
        stripe_id=fact.id,
        gross_minor=own,
        currency=fact.currency,
        reason="Made in Stripe's dashboard",
        takes_back_sale=False,
        requested_at=now,
        due_at=now,
    )
    open_task(
        kind=StaffTask.Kind.EXTERNAL_REFUND,
        reference=fact.id,
        order=attempt.order,
        facts={"cents": own},
        now=now,
    )
    return refund
