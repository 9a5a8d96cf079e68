"""When the head of the log is signed: one place for the schedule, the signing and the promise.

A period lasts `LOG_CHECKPOINT_SECONDS`, counted from 1970 in UTC. Its head is signed a while after
it begins, once the figures of the day are published. The beat asks at short intervals whether it is
time, so that an hour without power costs that hour and not a day.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings

LATEST_WAIT = 600
LONGEST_INTERVAL = 60
PARTS = 10
"""A short period, as in the demo, waits and asks in tenths of itself."""


def find_length() -> int:
    """Return the seconds of a period."""
    return max(int(settings.LOG_CHECKPOINT_SECONDS), 1)


def find_wait() -> int:
    """Return the seconds between the beginning of a period and the signing of its head."""
    return min(LATEST_WAIT, find_length() // PARTS)


def find_interval() -> int:
    """Return the seconds between two questions of the beat."""
    return max(1, min(LONGEST_INTERVAL, find_length() // PARTS))


def find_due_period(now: datetime) -> int:
    """Return the latest period whose head is to be signed by now, as seconds since 1970."""
    return (int(now.timestamp()) - find_wait()) // find_length() * find_length()


def find_signing_after(now: datetime, *, is_signed: bool) -> datetime:
    """Return by when the next head is signed at the latest.

    `is_signed` tells whether the head of the period due now is there already.
    """
    due = datetime.fromtimestamp(find_due_period(now), tz=UTC)
    interval = timedelta(seconds=find_interval())
    if not is_signed:
        return max(now, due + timedelta(seconds=find_wait())) + interval
    return due + timedelta(seconds=find_length() + find_wait()) + interval
