"""The reserve: its target, the money added to it, and the alarm when it runs low."""

from datetime import date, datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.books.queries import get_balance
from impact.shares import queries
from impact.shares.models import ReserveAlert, ReserveTarget, ReserveTopUp
from impact.shares.services import decisions
from impact.shares.services.decisions import RefusedError
from nomi.platform.outbox import services as outbox

ALERT_MAIL = "reserve_alert"
LARGEST_MINOR = 100_000_000_00
"""A hundred million dollars: more than that is a slip of the hand."""


def check_amount(amount_minor: int, *, least: int) -> None:
    """Raise `RefusedError` for an amount in cents below `least` or beyond all reason."""
    if amount_minor < least:
        raise RefusedError("Give an amount of at least one cent.")
    if amount_minor > LARGEST_MINOR:
        raise RefusedError("This is more than a hundred million dollars; look again.")


def check_target_day(effective_on: date, *, now: datetime) -> None:
    """Raise `RefusedError` for a day that is over."""
    if effective_on < now.date():
        raise RefusedError("A target holds from today or a later day: the past stays as it was.")


def set_target(
    *, target_minor: int, effective_on: date, reason: str, actor: str, now: datetime
) -> ReserveTarget:
    """Set what the reserve should hold from a day on, in cents. Raises `RefusedError`."""
    check_amount(target_minor, least=0)
    check_target_day(effective_on, now=now)
    return ReserveTarget.objects.create(
        target_minor=target_minor,
        effective_on=effective_on,
        reason=reason,
        set_by=actor,
        set_at=now,
    )


def propose_top_up(*, amount_minor: int, reason: str, actor: str, now: datetime) -> ReserveTopUp:
    """Propose that money of the organisation joins the reserve; no money moves yet."""
    check_amount(amount_minor, least=1)
    return ReserveTopUp.objects.create(
        amount_minor=amount_minor, reason=reason, proposed_by=actor, proposed_at=now
    )


@transaction.atomic
def approve_top_up(top_up: ReserveTopUp, *, actor: str, reason: str, now: datetime) -> ReserveTopUp:
    """Approve a top-up, by another person, and post it: general funds to the reserve.

    Once only, also when two people press at once: the second finds it decided. Raises
    `RefusedError` with nothing posted.
    """
    approved = decisions.approve(top_up, actor=actor, reason=reason, now=now)
    books.post(
        books.Posting(
            kind="reserve-top-up",
            key=f"reserve-top-up:{approved.uid}",
            effective_on=now.date(),
            reference=f"reserve top-up {approved.pk}",
            actor=actor,
            lines=[(chart.GENERAL, approved.amount_minor), (chart.RESERVE, -approved.amount_minor)],
        )
    )
    return approved


@transaction.atomic
def watch_reserve(*, now: datetime) -> list[ReserveAlert]:
    """Raise an alert, with a mail to finance, for each thing newly wrong; end what is over.

    Below zero is one alert, below the target another. Running it twice, or twice at once, raises
    each once. Returns the new ones.
    """
    balance = get_balance(chart.RESERVE)
    target = queries.get_reserve_target(on=now.date())
    wrong = set()
    if balance < 0:
        wrong.add(ReserveAlert.Kind.NEGATIVE)
    if balance < target:
        wrong.add(ReserveAlert.Kind.BELOW_TARGET)
    queries.find_reserve_alerts().exclude(kind__in=wrong).update(ended_at=now)
    raised = [
        ReserveAlert.objects.get_or_create(
            kind=kind,
            ended_at=None,
            defaults={"balance_minor": balance, "target_minor": target, "raised_at": now},
        )
        for kind in sorted(wrong)
    ]
    fresh = [alert for alert, is_new in raised if is_new]
    for alert in fresh:
        outbox.enqueue(kind=ALERT_MAIL, reference=str(alert.pk), now=now)
    return fresh
