"""Tell people: open a task for staff, raise an alarm, clear it."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from shop.stripe_checkout.models import Alarm, StaffTask


@transaction.atomic
def open_task(
    *, kind: str, reference: str, order: Any | None, facts: dict[str, Any], now: datetime
) -> StaffTask:
    """Ask staff to look at a matter; the same matter is one open task however often it is found."""
    task, _made = StaffTask.objects.get_or_create(
        kind=kind,
        reference=reference,
        done_at=None,
        defaults={"order": order, "facts": facts, "created_at": now},
    )
    return task


@transaction.atomic
def close_task(*, task_id: int, user: Any, now: datetime) -> bool:
    """Say that a person dealt with the matter; return False when somebody had done so before."""
    open_tasks = StaffTask.objects.filter(pk=task_id, done_at=None)
    return bool(open_tasks.update(done_at=now, done_by=user))


def close_tasks(*, kind: str, reference: str, user: Any | None, now: datetime) -> None:
    """Say that a matter is settled by what was just done, whoever did it."""
    StaffTask.objects.filter(kind=kind, reference=reference, done_at=None).update(
        done_at=now, done_by=user
    )


def raise_alarm(*, kind: str, reference: str, now: datetime) -> None:
    """Count what was noticed, and make it red again if it had been cleared. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO stripe_checkout_alarm (kind, reference, times, first_at, last_at)
            VALUES (%s, %s, 1, %s, %s)
            ON CONFLICT (kind, reference) DO UPDATE
            SET times = stripe_checkout_alarm.times + 1, last_at = excluded.last_at,
                cleared_at = NULL
            """,
            [kind, reference, now, now],
        )


def clear_alarm(*, kind: str, reference: str, now: datetime) -> None:
    """Say that the matter is over; the count stays."""
    Alarm.objects.filter(kind=kind, reference=reference, cleared_at=None).update(cleared_at=now)
