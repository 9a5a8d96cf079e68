"""The inbox: store what Stripe says, then fetch what is true and act on that."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from nomi.platform.doorbell import ring_on_commit
from shop.events import StripeHeard, stripe_heard
from shop.stripe_checkout import gateway
from shop.stripe_checkout.facts import EventFact
from shop.stripe_checkout.models import Alarm, PaymentAttempt, StaffTask, StripeEvent
from shop.stripe_checkout.services.attempts import PaymentClosed, adopt_session
from shop.stripe_checkout.services.disputes import sync_dispute
from shop.stripe_checkout.services.findings import open_task, raise_alarm
from shop.stripe_checkout.services.fraud_warnings import sync_fraud_warning
from shop.stripe_checkout.services.refund_calls import PaymentUnknown, sync_refunds
from shop.stripe_checkout.services.settling import settle
from shop.stripe_checkout.services.throttle import DECLINED, count_decline

DOORBELL_GRACE = timedelta(seconds=30)
"""How long the doorbell's worker has before the sweep takes the row."""
FIRST_RETRY = timedelta(seconds=30)
LAST_DOUBLING = 7
ELSEWHERE = ("customer.subscription.", "invoice.")
"""Kinds of events that are never about an order."""
GIVE_UP_AFTER = timedelta(days=4)


def receive_webhook(*, body: bytes, signature: str, now: datetime) -> str:
    """Store a signed webhook, ring a worker, return the event's id; a second time is harmless.

    Raise `BadSignature`, counted, when Stripe did not sign it.
    """
    try:
        event = gateway.read_webhook(body=body, signature=signature)
    except gateway.BadSignature:
        raise_alarm(kind=Alarm.Kind.BAD_SIGNATURE, reference=f"{now:%Y-%m-%d}", now=now)
        raise
    store_event(event=event, now=now)
    ring_on_commit("shop.stripe_checkout.tasks.handle_event", event_id=event.id)
    return event.id


def store_event(*, event: EventFact, now: datetime) -> bool:
    """Write the event into the inbox; return whether it was new. One statement."""
    is_known = StripeEvent.objects.filter(pk=event.id).exists()
    StripeEvent.objects.bulk_create(
        [
            StripeEvent(
                event_id=event.id,
                type=event.type,
                object_id=event.object_id,
                api_version=event.api_version,
                livemode=event.livemode,
                body=event.body,
                happened_at=event.happened_at,
                received_at=now,
                due_at=now + DOORBELL_GRACE,
            )
        ],
        ignore_conflicts=True,
    )
    return not is_known


def handle_event(*, event_id: str, now: datetime) -> str:
    """Handle one stored event and return its state; safe twice, at once and in any order.

    The body is never believed: the object is fetched from Stripe. An event whose payment is not
    known yet stays and is retried; after four days staff are asked.
    """
    event = StripeEvent.objects.filter(pk=event_id).first()
    if event is None or event.state != StripeEvent.State.WAITING:
        return event.state if event else StripeEvent.State.IGNORED
    if not _is_ours(event):
        return _finish(event, StripeEvent.State.IGNORED, now=now)
    if event.api_version and event.api_version != gateway.API_VERSION:
        raise_alarm(kind=Alarm.Kind.OTHER_API_VERSION, reference=event.api_version[:255], now=now)
    if not event.object_id:
        return _give_up(event, "It names no object that we could fetch.", now=now)
    try:
        state = _act(event, now=now)
    except (gateway.StripeUnavailable, PaymentUnknown) as error:
        return _keep(event, f"{type(error).__name__}: {error}", now=now)
    except gateway.ObjectUnknown as error:
        # an object of another account that happens to share our secret
        return _finish(event, StripeEvent.State.IGNORED, now=now, error=str(error))
    except Exception as fault:
        # a fault of ours: counted like any other failure, so that staff hear of it in the end
        _keep(event, type(fault).__name__, now=now)
        raise
    return _finish(event, state, now=now)


def _is_ours(event: StripeEvent) -> bool:
    """Return whether the event is of a kind we asked for, in our mode and of our own account.

    Stripe names the account of an event only when it is another than the one it is sent to.
    """
    is_wanted = event.type in gateway.EVENT_TYPES and event.livemode == settings.STRIPE_LIVEMODE
    return is_wanted and not event.body.get("account")


def _act(event: StripeEvent, *, now: datetime) -> str:
    """Bring our side up to what the event's object says now; ignore one that is nobody's here.

    What belongs to no order is told to others; one that they do not know either is retried.
    """
    try:
        is_elsewhere = event.type.startswith(ELSEWHERE)
        is_ours = not is_elsewhere and _sync(event.type, event.object_id, now=now)
    except PaymentUnknown:
        if not _tell_others(event, now=now):
            raise
        return StripeEvent.State.DONE
    is_known = is_ours or _tell_others(event, now=now)
    return StripeEvent.State.DONE if is_known else StripeEvent.State.IGNORED


def _tell_others(event: StripeEvent, *, now: datetime) -> bool:
    """Return whether somebody beside the shop knows what the event is about, and has acted."""
    alike = StripeEvent.objects.filter(type=event.type, object_id=event.object_id)
    heard = StripeHeard(
        kind=event.type, object_id=event.object_id, times=alike.count(), heard_at=now
    )
    return any(answer for _receiver, answer in stripe_heard.send(sender=None, event=heard))


def _sync(kind: str, object_id: str, *, now: datetime) -> bool:
    """Do what an event of this kind asks for; return whether its object is ours."""
    if kind.startswith("checkout.session."):
        return _sync_session(object_id, now=now)
    if kind == DECLINED:
        return count_decline(payment_intent_id=object_id, now=now)
    if kind.startswith("charge.dispute."):
        return sync_dispute(dispute_id=object_id, now=now)
    if kind.startswith("radar.early_fraud_warning."):
        return sync_fraud_warning(warning_id=object_id, now=now)
    if kind == "charge.refunded":
        return _sync_refunds(gateway.find_charge_payment(charge_id=object_id), now=now)
    return _sync_refunds(gateway.get_refund(refund_id=object_id).payment_intent_id, now=now)


def _sync_session(session_id: str, *, now: datetime) -> bool:
    attempt_id = find_attempt_of_session(session_id=session_id)
    if attempt_id is not None:
        settle(attempt_id=attempt_id, now=now)
    return attempt_id is not None


def _sync_refunds(payment_intent_id: str | None, *, now: datetime) -> bool:
    if payment_intent_id is not None:
        sync_refunds(payment_intent_id=payment_intent_id, now=now)
    return payment_intent_id is not None


def find_attempt_of_session(*, session_id: str) -> int | None:
    """Return the attempt behind a session, adopting one whose creation we never heard back of.

    None for a session that is not ours; raise `PaymentUnknown` when it says it is but we have no
    such attempt (yet), or know that attempt by another session.
    """
    attempt = PaymentAttempt.objects.filter(session_id=session_id).first()
    if attempt is not None:
        return attempt.pk
    session = gateway.get_session(session_id=session_id)
    if not session.attempt_uid:
        return None
    attempt = PaymentAttempt.objects.filter(uid=session.attempt_uid).first()
    if attempt is None or attempt.session_id not in {None, session_id}:
        # no such attempt yet, or it has a session already: nobody's money until staff say whose
        raise PaymentUnknown(session_id)
    # an attempt that ended meanwhile keeps its end; settling decides what becomes of its money
    with suppress(PaymentClosed):
        adopt_session(attempt_id=attempt.pk, session=session)
    return attempt.pk


@transaction.atomic
def _finish(event: StripeEvent, state: str, *, now: datetime, error: str = "") -> str:
    StripeEvent.objects.filter(pk=event.pk, state=StripeEvent.State.WAITING).update(
        state=state, handled_at=now, error=error[:200], tries=F("tries") + 1
    )
    return state


@transaction.atomic
def _keep(event: StripeEvent, error: str, *, now: datetime) -> str:
    """Leave the event for later, further apart each time; give it to staff in the end."""
    if event.received_at < now - GIVE_UP_AFTER:
        return _give_up(event, error, now=now)
    wait = FIRST_RETRY * 2 ** min(event.tries, LAST_DOUBLING)
    StripeEvent.objects.filter(pk=event.pk, state=StripeEvent.State.WAITING).update(
        error=error[:200], tries=F("tries") + 1, due_at=now + wait
    )
    return StripeEvent.State.WAITING


@transaction.atomic
def _give_up(event: StripeEvent, error: str, *, now: datetime) -> str:
    """Try the event no more, and ask staff."""
    StripeEvent.objects.filter(pk=event.pk, state=StripeEvent.State.WAITING).update(
        state=StripeEvent.State.DEAD, error=error[:200], tries=F("tries") + 1
    )
    open_task(
        kind=StaffTask.Kind.EVENT_GIVEN_UP,
        reference=event.pk,
        order=None,
        facts={"type": event.type, "error": error[:200]},
        now=now,
    )
    return StripeEvent.State.DEAD
