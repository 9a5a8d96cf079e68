"""Closed days take no entries, whoever asks, and an auditor finds them as they were."""

# ruff: noqa: PT012 - attacks in two steps

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from impact.books import queries
from impact.books import services as books
from impact.books.models import Entry, Period, PeriodBalance
from impact.books.services import periods
from tests.meeting import count_waiting, wait_until

NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)
MARCH = date(2026, 3, 31)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def open_accounts() -> None:
    books.open_account(code="cash", kind="asset", slots=16)
    books.open_account(code="hers", kind="liability", floor_minor=0)


def transfer(key: str, on: date, amount: int = 100) -> books.Posted:
    lines = [("cash", amount), ("hers", -amount)]
    return books.post(books.Posting(kind="test", key=key, effective_on=on, lines=lines))


def close(last_on: date = MARCH, reason: str = "end of March", now: datetime = NOW) -> Period:
    return books.close_period(last_on=last_on, actor="staff:1", reason=reason, now=now)


@pytest.fixture
def _march(db: None) -> None:
    open_accounts()
    transfer("early", date(2026, 3, 2), 1_000)
    transfer("late", date(2026, 3, 31), 200)
    transfer("april", date(2026, 4, 1), 7)


@pytest.mark.usefixtures("_march")
def test_closing_keeps_the_sums_of_everything_up_to_the_day() -> None:
    period = close()

    kept = {
        row.account.code: (row.debits_minor, row.credits_minor)
        for row in PeriodBalance.objects.filter(period=period).select_related("account")
    }
    assert (period.number, period.first_on, period.last_on) == (1, date(2026, 3, 2), MARCH)
    assert kept == {"cash": (1_200, 0), "hers": (0, 1_200)}
    assert queries.list_faults() == []


@pytest.mark.usefixtures("_march")
@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 3, 2), date(1999, 1, 1)])
def test_entry_of_a_closed_day_is_refused_by_name(day: date) -> None:
    close()

    with pytest.raises(books.ClosedPeriodError, match=f"closed for {day}"), transaction.atomic():
        transfer("too late", day)

    assert Entry.objects.filter(key="too late").count() == 0


@pytest.mark.usefixtures("_march")
def test_first_day_after_the_period_stays_open() -> None:
    close()

    assert transfer("in time", MARCH + timedelta(days=1)).is_new is True
    assert queries.find_open_day(date(2026, 3, 5)) == date(2026, 4, 1)
    assert queries.find_open_day(date(2026, 4, 5)) == date(2026, 4, 5)


@pytest.mark.usefixtures("_march")
def test_posting_again_into_a_closed_day_returns_what_is_there() -> None:
    close()

    assert transfer("late", date(2026, 3, 31), 200).is_new is False


@pytest.mark.usefixtures("_march")
def test_periods_follow_one_another() -> None:
    close()

    second = close(date(2026, 4, 1), "first of April")

    assert (second.number, second.first_on) == (2, date(2026, 4, 1))
    assert queries.list_faults() == []


@pytest.mark.usefixtures("_march")
@pytest.mark.parametrize(
    ("last_on", "reason", "words"),
    [
        (date(2026, 3, 30), "again", "closed up to 2026-03-31 already"),
        (MARCH, "again", "closed up to 2026-03-31 already"),
        (NOW.date(), "today", "can be closed from 2026-04-12 on"),
        (NOW.date() - timedelta(days=1), "yesterday", "can be closed from 2026-04-11 on"),
        (NOW.date() + timedelta(days=30), "the future", "can be closed from"),
        (date(2026, 4, 2), "  ", "Say why"),
    ],
)
def test_day_that_cannot_be_closed_is_refused_in_words(
    last_on: date, reason: str, words: str
) -> None:
    close()

    with pytest.raises(books.PeriodRefusedError, match=words):
        close(last_on, reason)

    assert Period.objects.count() == 1


@pytest.mark.usefixtures("_march")
def test_books_that_do_not_add_up_are_not_closed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE books_balance SET debits_minor = debits_minor + 1 WHERE line_count > 0"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")

    with pytest.raises(books.BrokenBooksError, match="Account cash"):
        close()

    assert Period.objects.count() == 0


ADD_PERIOD = (
    "INSERT INTO books_period (number, first_on, last_on, closed_at, closed_by, reason)"
    " VALUES ({}, now(), 'attacker', 'because')"
)


@pytest.mark.usefixtures("_march")
@pytest.mark.parametrize(
    ("attack", "constraint"),
    [
        (ADD_PERIOD.format("2, '2026-04-02', '2026-04-03'"), "period_follows_the_one_before"),
        (ADD_PERIOD.format("2, '2026-03-31', '2026-04-03'"), "period_follows_the_one_before"),
        (ADD_PERIOD.format("3, '2026-04-01', '2026-04-03'"), "period_follows_the_one_before"),
        (ADD_PERIOD.format("2, '2026-04-01', '2999-01-01'"), "period_is_over"),
        (ADD_PERIOD.format("2, '2026-04-01', '2026-03-01'"), "period_ends_after_it_begins"),
        ("UPDATE books_period SET last_on = '2020-01-01'", "period_rows_are_final"),
        ("DELETE FROM books_period", "period_rows_are_final"),
        ("TRUNCATE books_period CASCADE", "period_is_never_emptied"),
        ("UPDATE books_periodbalance SET debits_minor = 1", "period_balance_rows_are_final"),
        ("DELETE FROM books_periodbalance", "period_balance_rows_are_final"),
        ("UPDATE books_tally SET rows = 0", "tally_is_written_by_guards_only"),
    ],
)
def test_database_refuses_to_move_the_close(attack: str, constraint: str) -> None:
    close()
    run("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run(attack)

    assert refusal.value.__cause__.diag.constraint_name == constraint
    assert list(Period.objects.values_list("number", "last_on")) == [(1, MARCH)]


def run_beside(act: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def race(guarded_day: date) -> tuple[bool, bool]:
    """Post and stay uncommitted while another closes; say whether the close had to wait."""
    posted, closing_done, may_commit = threading.Event(), threading.Event(), threading.Event()

    def post_slowly() -> None:
        with transaction.atomic():
            transfer("slow", guarded_day)
            posted.set()
            may_commit.wait(60)

    def close_now() -> None:
        close()
        closing_done.set()

    poster = run_beside(post_slowly)
    assert posted.wait(60)
    closer = run_beside(close_now)
    assert wait_until(lambda: closing_done.is_set() or count_waiting() > 0)
    has_waited = not closing_done.is_set()
    may_commit.set()
    poster.join()
    closer.join()
    return has_waited, queries.list_faults() == []


@pytest.mark.django_db(transaction=True)
def test_close_waits_for_an_entry_under_way_and_counts_it() -> None:
    open_accounts()

    has_waited, is_proved = race(MARCH)

    counted = PeriodBalance.objects.get(account__code="cash").debits_minor
    assert (has_waited, is_proved, counted) == (True, True, 100)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_an_entry_slips_in_behind_the_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_accounts()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(tgfoid), tgfoid::regproc FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger_entry_falls_in_an_open_period%'"
        )
        firm, _name = cursor.fetchone()
        cursor.execute(firm.replace("PERFORM pg_catalog.pg_advisory_xact_lock_shared(7101);", ""))
    try:
        monkeypatch.setattr(periods, "list_faults", list)  # the missing guard would be found
        has_waited, _is_proved = race(MARCH)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(firm)

    faults = queries.list_faults()
    assert (has_waited, [fault[:30] for fault in faults]) == (
        False,
        ["Closed period 1, account cash:", "Closed period 1, account hers:"],
    )


@pytest.mark.django_db(transaction=True)
def test_posters_into_past_days_do_not_wait_for_one_another() -> None:
    open_accounts()
    books.open_account(code="apart", kind="asset")
    books.open_account(code="aside", kind="liability")
    done = threading.Event()

    def post_beside() -> None:
        lines = [("apart", 5), ("aside", -5)]
        books.post(books.Posting(kind="test", key="other", effective_on=MARCH, lines=lines))
        done.set()

    with transaction.atomic():
        transfer("first", MARCH)
        other = run_beside(post_beside)
        assert wait_until(lambda: done.is_set() or count_waiting() > 0)
        has_gone_through = done.is_set()
    other.join()

    assert has_gone_through is True


@pytest.mark.django_db(transaction=True)
def test_past_day_is_refused_to_a_transaction_that_sees_an_old_close() -> None:
    open_accounts()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        transfer("blind", MARCH)

    assert refusal.value.__cause__.diag.constraint_name == "entry_sees_the_latest_close"


@pytest.mark.django_db(transaction=True)
def test_entry_of_today_takes_no_lock() -> None:
    open_accounts()

    with transaction.atomic():
        transfer("today", timezone.now().astimezone(UTC).date())
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            (held,) = cursor.fetchone()

    assert held == 0
