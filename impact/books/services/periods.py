"""Closing the books up to a day."""

from datetime import UTC, date, datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Min

from impact.books.models import Entry, Period
from impact.books.periods import PERIOD_LOCK
from impact.books.queries import list_faults

DAYS_AFTER = timedelta(days=2)
"""A day is closed from its second day after: see `impact.books.periods`."""

LONGEST_PROOF = "50s"
FAULTS_TOLD = 3

KEEP_BALANCES = """
    INSERT INTO books_periodbalance (period_id, account_id, debits_minor, credits_minor)
    SELECT %s, line.account_id,
           coalesce(sum(line.amount_minor) FILTER (WHERE line.amount_minor > 0), 0),
           coalesce(-sum(line.amount_minor) FILTER (WHERE line.amount_minor < 0), 0)
      FROM books_line AS line JOIN books_entry AS entry ON entry.id = line.entry_id
     WHERE entry.effective_on <= %s
     GROUP BY line.account_id
"""


class PeriodRefusedError(Exception):
    """The day cannot be closed; nothing was changed."""


class BrokenBooksError(Exception):
    """The books do not add up, so they are not closed; nothing was changed."""


class BooksInUseError(Exception):
    """Somebody posts into these days this moment; nothing was changed, try again."""


def close_period(*, last_on: date, actor: str, reason: str, now: datetime) -> Period:
    """Close every open day up to and with `last_on`, and keep each account's sums at its end.

    From then on the database refuses an entry that would take effect on one of these days. Proves
    the books first, which takes a while. Raises `PeriodRefusedError` for a day that is closed, not
    over for a whole day yet, or without a reason, `BrokenBooksError` with what is wrong, and
    `BooksInUseError`.
    """
    _refuse_day(last_on, reason=reason, now=now)
    try:
        _refuse_broken_books()
        return _close(last_on, actor=actor, reason=reason, now=now)
    except OperationalError as error:
        words = "The books are in use this moment, or the proof took too long. Try again later."
        raise BooksInUseError(words) from error


@transaction.atomic
def _refuse_broken_books() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [LONGEST_PROOF])
    if faults := list_faults():
        raise BrokenBooksError("The books do not add up: " + " ".join(faults[:FAULTS_TOLD]))


def _refuse_day(last_on: date, *, reason: str, now: datetime) -> None:
    if not reason.strip():
        raise PeriodRefusedError("Say why the books are closed.")
    if last_on > now.astimezone(UTC).date() - DAYS_AFTER:
        message = f"{last_on} can be closed from {last_on + DAYS_AFTER} on."
        raise PeriodRefusedError(message)
    before = Period.objects.order_by("number").last()
    if before and last_on <= before.last_on:
        raise PeriodRefusedError(f"The books are closed up to {before.last_on} already.")


@transaction.atomic
def _close(last_on: date, *, actor: str, reason: str, now: datetime) -> Period:
    """Close under the lock that those who post into past days share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PERIOD_LOCK])
    _refuse_day(last_on, reason=reason, now=now)  # another may have closed it meanwhile
    before = Period.objects.order_by("number").last()
    period = Period.objects.create(
        number=before.number + 1 if before else 1,
        first_on=before.last_on + timedelta(days=1) if before else _find_first_day(last_on),
        last_on=last_on,
        closed_at=now,
        closed_by=actor,
        reason=reason.strip(),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [LONGEST_PROOF])
        cursor.execute(KEEP_BALANCES, [period.number, last_on])
    return period


def _find_first_day(last_on: date) -> date:
    """Return the day of the oldest entry, or the only day when there is none."""
    oldest = Entry.objects.filter(effective_on__lte=last_on).aggregate(day=Min("effective_on"))
    return oldest["day"] or last_on
