"""Find what doorbells, webhooks and dead workers left undone. Each sweep is safe at any time.

Rows are taken in a short transaction (`SKIP LOCKED`, a bounded batch, their due time moved on as a
lease), and only then is Stripe asked, outside it. A row that Stripe cannot answer for stays due.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Max, Q, QuerySet

from shop.stripe_checkout import gateway
from shop.stripe_checkout.models import (
    Alarm,
    PaymentAttempt,
    Refund,
    StaffTask,
    StripeEvent,
)
from shop.stripe_checkout.services.cancelling import end_attempt
from shop.stripe_checkout.services.findings import clear_alarm, open_task, raise_alarm
from shop.stripe_checkout.services.inbox import (
    find_attempt_of_session,
    handle_event,
    store_event,
)
from shop.stripe_checkout.services.refund_calls import PaymentUnknown, submit_refund
from shop.stripe_checkout.services.settling import Outcome, settle

LEASE = timedelta(seconds=90)
BATCH = 50
STUCK_AFTER = timedelta(minutes=10)
EVENTS_OVERLAP = timedelta(minutes=15)
EVENTS_AT_FIRST = timedelta(days=1)
EVENTS_LIMIT = 10_000
"""Stripe lists the newest first: what lies beyond the limit would never be looked for again."""
SESSIONS_BACK = timedelta(hours=26)
SESSIONS_LIMIT = 1000

log = structlog.get_logger(__name__)


def handle_waiting_events(*, now: datetime, limit: int = BATCH) -> int:
    """Handle stored events whose doorbell was lost or whose retry is due; return how many."""
    waiting = StripeEvent.objects.filter(state=StripeEvent.State.WAITING)
    return _each(
        _take(waiting, "due_at", now=now, limit=limit),
        lambda pk: handle_event(event_id=pk, now=now),
    )


def settle_due_attempts(*, now: datetime, limit: int = BATCH) -> int:
    """Ask Stripe about live attempts whose time has come; return how many were asked about.

    Money found here was not announced by a webhook: that raises an alarm.
    """
    due = PaymentAttempt.objects.filter(
        state__in=[PaymentAttempt.State.OPEN, PaymentAttempt.State.PROCESSING]
    )
    return _each(_take(due, "poll_at", now=now, limit=limit), lambda pk: _poll(pk, now=now))


def expire_overdue_attempts(*, now: datetime, limit: int = BATCH) -> int:
    """End open attempts past their time; return how many.

    The clock alone releases nothing: the session is closed at Stripe first, and if Stripe says it
    was paid, it is settled.
    """
    overdue = PaymentAttempt.objects.filter(
        state=PaymentAttempt.State.OPEN, expires_at__lte=now
    ).order_by("pk")
    return _each(
        list(overdue.values_list("pk", flat=True)[:limit]),
        lambda pk: end_attempt(attempt_id=pk, reason="Not paid in time", now=now),
    )


def release_stuck_attempts(*, now: datetime, limit: int = BATCH) -> int:
    """End attempts whose session was never had: nobody saw a page to pay on; return how many."""
    stuck = PaymentAttempt.objects.filter(
        state=PaymentAttempt.State.CREATING, created_at__lte=now - STUCK_AFTER
    ).order_by("pk")
    return _each(
        list(stuck.values_list("pk", flat=True)[:limit]),
        lambda pk: end_attempt(attempt_id=pk, reason="Stripe could not be reached", now=now),
    )


def read_missed_events(*, now: datetime) -> int:
    """Store events that Stripe lists and no webhook brought; return how many were missed."""
    last = StripeEvent.objects.aggregate(last=Max("happened_at"))["last"]
    since = (last or now - EVENTS_AT_FIRST) - EVENTS_OVERLAP
    missed = 0
    for event in gateway.list_events(since=since, limit=EVENTS_LIMIT):
        if store_event(event=event, now=now):
            missed += 1
    if missed:
        raise_alarm(kind=Alarm.Kind.MISSED_EVENT, reference=f"{now:%Y-%m-%d}", now=now)
    return missed


def find_unrecorded_sessions(*, now: datetime) -> int:
    """Settle completed sessions that our side has not heard of; return how many there were."""
    sessions = gateway.list_complete_sessions(since=now - SESSIONS_BACK, limit=SESSIONS_LIMIT)
    known = set(
        PaymentAttempt.objects.filter(
            session_id__in=[session.id for session in sessions],
            state=PaymentAttempt.State.COMPLETE,
        ).values_list("session_id", flat=True)
    )
    strange = [session.id for session in sessions if session.id not in known and session.is_paid]
    return _each(strange, lambda pk: _settle_session(pk, now=now))


def submit_due_refunds(*, now: datetime, limit: int = BATCH) -> int:
    """Carry queued and pending refunds forward; return how many. Cash is left to people."""
    queued = Refund.objects.filter(
        Q(attempt__method=PaymentAttempt.Method.CARD) | Q(goes_to_gift_card=True),
        state__in=Refund.UNFINISHED,
    )
    return _each(
        _take(queued, "due_at", now=now, limit=limit),
        lambda pk: submit_refund(refund_id=pk, now=now),
    )


def check_stripe_key(*, now: datetime) -> bool:
    """Ask Stripe whether it takes our key; turn paying off or on again by what it says."""
    try:
        gateway.check_key()
    except gateway.KeyRevoked:
        raise_alarm(kind=Alarm.Kind.KEY_REVOKED, reference="stripe", now=now)
        return False
    except gateway.StripeUnavailable:
        return True
    clear_alarm(kind=Alarm.Kind.KEY_REVOKED, reference="stripe", now=now)
    return True


def _poll(attempt_id: int, *, now: datetime) -> None:
    settlement = settle(attempt_id=attempt_id, now=now)
    if settlement.is_news and settlement.outcome in {Outcome.PAID, Outcome.ON_HOLD}:
        raise_alarm(kind=Alarm.Kind.FOUND_BY_POLLER, reference=settlement.order_number, now=now)


def _settle_session(session_id: str, *, now: datetime) -> None:
    try:
        attempt_id = find_attempt_of_session(session_id=session_id)
    except PaymentUnknown:
        open_task(
            kind=StaffTask.Kind.SESSION_WITHOUT_ORDER,
            reference=session_id,
            order=None,
            facts={},
            now=now,
        )
        return
    if attempt_id is not None:
        settle(attempt_id=attempt_id, now=now)


@transaction.atomic
def _take(rows: QuerySet[Any], column: str, *, now: datetime, limit: int) -> list[Any]:
    """Return the keys of due rows, each leased to us so that another sweep passes them by."""
    due = rows.filter(**{f"{column}__lte": now}).order_by(column)
    keys = [row.pk for row in due.select_for_update(skip_locked=True, of=("self",))[:limit]]
    rows.model._default_manager.filter(pk__in=keys).update(**{column: now + LEASE})
    return keys


def _each(keys: list[Any], work: Callable[[Any], object]) -> int:
    """Work on each key; one that cannot be finished now is logged and does not stop the others.

    A fault of ours in one row is raised when the others are done: they must not starve behind it.
    """
    faults: list[Exception] = []
    for key in keys:
        try:
            work(key)
        except (gateway.StripeUnavailable, gateway.StripeRefused, DatabaseError) as error:
            log.warning("sweep_left_a_row", key=str(key), error=type(error).__name__)
        except Exception as fault:  # noqa: BLE001 - raised below, with those of the other rows
            faults.append(fault)
    if faults:
        message = f"{len(faults)} of {len(keys)} rows broke a sweep."
        raise ExceptionGroup(message, faults)
    return len(keys)
