"""Gifts that go back: the fund gives back what it still has, the reserve the rest."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day
from impact.giving import gateway
from impact.giving.fees import take_part
from impact.giving.models import Gift, GiftRefund
from impact.giving.purposes import find_account
from impact.giving.services.receipts import replace_standing
from impact.giving.services.refusals import GivingRefusedError, NotReceivedError
from nomi.platform.doorbell import ring_on_commit
from nomi.platform.stripe.facts import RefundFact

State = GiftRefund.State
FIRST_RETRY = timedelta(minutes=1)
LAST_DOUBLING = 10
STRIPE = "stripe"
"""The actor of what was done in Stripe's own dashboard, or by a bank."""
TAKEN = {
    GiftRefund.Kind.DISPUTE: "The donor's bank took the payment back.",
    GiftRefund.Kind.REFUND: "Refunded in Stripe's dashboard.",
}


@transaction.atomic
def request_refund(
    *, gift_id: int, amount_minor: int, reason: str, actor: str, now: datetime
) -> GiftRefund:
    """Write down that cents of a gift go back; `submit_refund` then asks Stripe.

    Raises `NotReceivedError`, or `GivingRefusedError` for more than is left or a second at once.
    """
    gift = Gift.objects.select_for_update(of=("self",)).get(pk=gift_id)
    if gift.state not in Gift.RECEIVED or not gift.payment_intent_id:
        raise NotReceivedError("Only a gift that was received can be given back.")
    if gift.refunds.filter(state=State.REQUESTED).exists():
        raise GivingRefusedError("A refund of this gift is under way.")
    if not 1 <= amount_minor <= gift.left_minor:
        raise GivingRefusedError("No more can be given back than is left of the gift.")
    if not reason.strip():
        raise GivingRefusedError("Say why. The reason is kept with the refund.")
    ring_on_commit("impact.giving.tasks.submit_due_refunds")
    return GiftRefund.objects.create(
        gift=gift,
        amount_minor=amount_minor,
        requested_by=actor,
        reason=reason.strip(),
        requested_at=now,
        due_at=now,
    )


def submit_refund(*, refund_id: int, now: datetime) -> GiftRefund:
    """Make the refund at Stripe; safe twice, at once, and killed anywhere.

    Call it outside any transaction. Raises `StripeUnavailable` with the refund still asked for.
    """
    refund = GiftRefund.objects.select_related("gift").get(pk=refund_id)
    if refund.state != State.REQUESTED:
        return refund
    wait = FIRST_RETRY * 2 ** min(refund.tries, LAST_DOUBLING)
    GiftRefund.objects.filter(pk=refund.pk).update(tries=F("tries") + 1, due_at=now + wait)
    try:
        fact = gateway.create_refund(
            payment_intent_id=refund.gift.payment_intent_id or "",
            amount_minor=refund.amount_minor,
            uid=str(refund.uid),
            notes=_note_order(refund.gift),
        )
    except gateway.StripeRefused as error:
        return _note_refusal(refund_id=refund_id, words=str(error), now=now)
    return record_refund(gift_id=refund.gift_id, fact=fact, now=now)


def _note_order(gift: Gift) -> dict[str, str]:
    """Return by what a refund is told from those of the order that the gift was added to."""
    return {"gift": gift.number, "order": gift.order_number} if gift.order_number else {}


def sync_refunds(*, gift_id: int, now: datetime) -> None:
    """Make our refunds of a gift equal to Stripe's, whoever made them and in any order.

    Of a payment that an order shares, only those that name the gift are its own.
    """
    gift = Gift.objects.get(pk=gift_id)
    for fact in gateway.list_refunds(payment_intent_id=gift.payment_intent_id or ""):
        if not gift.order_number or fact.gift == gift.number:
            record_refund(gift_id=gift_id, fact=fact, now=now)


@transaction.atomic
def record_refund(*, gift_id: int, fact: RefundFact, now: datetime) -> GiftRefund:
    """Write what became of a refund, in the books too; twice writes nothing more."""
    gift = Gift.objects.select_for_update(of=("self",)).get(pk=gift_id)
    refund = _find_or_adopt(gift, fact, now=now)
    if fact.is_lost:
        _undo(gift, refund, now=now)
    elif refund.state == State.REQUESTED:
        # Stripe takes the money from our balance at once, pending or not
        _take_back(gift, refund, stripe_id=fact.id, now=now)
    return refund


@transaction.atomic
def record_dispute(
    *,
    gift_id: int,
    dispute_id: str,
    taken_minor: int,
    now: datetime,
    kind: GiftRefund.Kind = GiftRefund.Kind.DISPUTE,
) -> None:
    """Write what a bank holds of a gift at this moment: taken, or given back again; idempotent.

    With the kind of a refund it was given back in Stripe's dashboard, under that refund's id.
    """
    gift = Gift.objects.select_for_update(of=("self",)).get(pk=gift_id)
    refund = GiftRefund.objects.filter(stripe_id=dispute_id).first()
    if taken_minor > 0 and refund is None:
        refund = GiftRefund.objects.create(
            gift=gift,
            kind=kind,
            amount_minor=min(taken_minor, gift.left_minor),
            requested_by=STRIPE,
            reason=TAKEN[kind],
            requested_at=now,
            due_at=now,
        )
        _take_back(gift, refund, stripe_id=dispute_id, now=now)
    elif taken_minor <= 0 and refund is not None:
        _undo(gift, refund, now=now)


def _find_or_adopt(gift: Gift, fact: RefundFact, *, now: datetime) -> GiftRefund:
    known = gift.refunds.filter(stripe_id=fact.id).first()
    ours = gift.refunds.filter(uid=fact.refund_uid).first() if fact.refund_uid else None
    return (
        known
        or ours
        or GiftRefund.objects.create(
            gift=gift,
            amount_minor=fact.amount_minor,
            requested_by=STRIPE,
            reason=TAKEN[GiftRefund.Kind.REFUND],
            requested_at=now,
            due_at=now,
        )
    )


def _take_back(gift: Gift, refund: GiftRefund, *, stripe_id: str, now: datetime) -> None:
    """Post the return, void the receipt, and acknowledge what is left of the gift."""
    refund.fund_minor = take_part(
        part_minor=gift.amount_minor,
        whole_minor=gift.total_minor,
        before_minor=gift.refunded_minor,
        taken_minor=refund.amount_minor,
    )
    refund.stripe_id = stripe_id
    refund.save()
    taken = _build(gift, refund, account=find_account(gift.purpose), now=now)
    refund.is_absorbed_by_reserve = not books.post_if_covered(taken)
    if refund.is_absorbed_by_reserve:  # that money has gone on
        books.post(_build(gift, refund, account=chart.RESERVE, now=now))
    refund.state, refund.finished_at = State.DONE, now
    refund.save()
    gift.refunded_minor += refund.amount_minor
    gift.state = Gift.State.PAID if gift.left_minor else Gift.State.REFUNDED
    gift.save(update_fields=["refunded_minor", "state"])
    _renew_receipt(gift, refund, now=now)


def _build(gift: Gift, refund: GiftRefund, *, account: str, now: datetime) -> books.Posting:
    return books.Posting(
        kind="gift-refund",
        key=f"gift-refund:{refund.uid}",
        effective_on=find_open_day(now.date()),
        reference=gift.reference or gift.number,
        actor=refund.requested_by,
        currency=gift.currency,
        lines=_list_lines(gift, refund, account=account),
    )


def _list_lines(gift: Gift, refund: GiftRefund, *, account: str) -> list[tuple[str, int]]:
    """Return what a refund moves, cents by account: out of the fund's, or the reserve's, first."""
    is_dispute = refund.kind == GiftRefund.Kind.DISPUTE
    return [
        (account, refund.fund_minor),
        (chart.CHARGEBACKS if is_dispute else chart.GIFTS, refund.amount_minor - refund.fund_minor),
        (gift.clearing_account, -refund.amount_minor),
    ]


def _undo(gift: Gift, refund: GiftRefund, *, now: datetime) -> None:
    """Book that the money never left, or came back: where it was taken from gets it again."""
    if refund.state == State.REQUESTED:
        refund.state, refund.finished_at = State.FAILED, now
        refund.save()
    if refund.state != State.DONE:
        return
    account = chart.RESERVE if refund.is_absorbed_by_reserve else find_account(gift.purpose)
    books.post(
        books.Posting(
            kind="gift-refund-undone",
            key=f"gift-refund:{refund.uid}:undone",
            effective_on=find_open_day(now.date()),
            reference=gift.reference or gift.number,
            currency=gift.currency,
            lines=[(code, -moved) for code, moved in _list_lines(gift, refund, account=account)],
        )
    )
    refund.state = State.UNDONE
    refund.save(update_fields=["state"])
    gift.refunded_minor -= refund.amount_minor
    gift.state = Gift.State.PAID
    gift.save(update_fields=["refunded_minor", "state"])
    _renew_receipt(gift, refund, now=now)


def _renew_receipt(gift: Gift, refund: GiftRefund, *, now: datetime) -> None:
    replace_standing(
        gift=gift,
        amount_minor=gift.left_minor,
        reason=refund.reason,
        actor=refund.requested_by,
        now=now,
    )


@transaction.atomic
def _note_refusal(*, refund_id: int, words: str, now: datetime) -> GiftRefund:
    refund = GiftRefund.objects.select_for_update(of=("self",)).get(pk=refund_id)
    if refund.state == State.REQUESTED:
        refund.state, refund.error, refund.finished_at = State.FAILED, words[:200], now
        refund.save(update_fields=["state", "error", "finished_at"])
    return refund
