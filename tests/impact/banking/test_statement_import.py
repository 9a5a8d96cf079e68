from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impact.banking.formats import refusals
from impact.banking.models import BankStatement, LineMatch, StatementLine, StatementUpload
from impact.banking.queries import get_bank_position, list_gaps, list_unmatched
from impact.banking.services.statements import keep_upload, look_at_file
from impact.books.models import Entry, Line
from impact.books.queries import get_balance, get_balances, list_faults
from impact.books.services import periods
from tests.impact.banking.builders import (
    CLERK,
    DAY,
    NOON,
    import_file,
    import_lines,
    make_line,
    make_statement,
    pay_line,
    send_wires,
    write_camt,
)
from tests.impact.banking.test_statement_files import BAD_FILES
from tests.impact.payouts.builders import CODE, make_payout

pytestmark = pytest.mark.usefixtures("account")
HELD = (f"training:{CODE}", f"committed:{CODE}", "clearing:payouts", "exchange-differences")


def count_rows() -> tuple[int, ...]:
    models = (StatementUpload, BankStatement, StatementLine, LineMatch, Entry, Line)
    return tuple(model.objects.count() for model in models)


def list_balances(*codes: str) -> list[int]:
    return list(get_balances(codes=codes or HELD).values())


def test_line_with_our_id_settles_its_payout_once() -> None:
    payout = make_payout()
    send_wires()
    content = write_camt(make_statement(pay_line(payout)))

    import_file(content)
    again = import_file(content)

    payout.refresh_from_db()
    match = LineMatch.objects.get()
    assert (payout.state, payout.paid_minor, payout.external_reference) == (
        "settled",
        12_000,
        "B-1",
    )
    assert (match.kind, match.payout, match.entry.reference) == (
        "payout",
        payout,
        payout.reference,
    )
    assert (again.is_new, again.matches) == (False, [])
    assert list_balances() == [88_000, 0, 0, 0]
    assert get_balance("bank") == -12_000
    assert list_faults() == []


def test_overlapping_statement_brings_each_line_once() -> None:
    first = make_statement(make_line("B-1"), make_line("B-2", 900), name="1")
    tomorrow = make_line("B-3", 300, booked_on=DAY + timedelta(days=1))
    import_file(write_camt(first))

    outcome = import_file(write_camt(make_statement(*first.lines, tomorrow, name="2")))

    assert (len(outcome.matches), outcome.known_line_count) == (1, 2)
    assert StatementLine.objects.count() == 3
    assert (get_balance("bank"), list_gaps()) == (-3_800, [])


def test_first_statement_brings_its_balance_forward() -> None:
    outcome = import_lines(make_line(), opening_minor=1_000_000)
    import_lines(make_line("B-2"), opening_minor=995_000, name="2")

    assert outcome.opened_with_minor == 1_000_000
    assert list_balances("bank", "general") == [990_000, 900_000]
    position = get_bank_position()
    assert (position.statement_minor, position.difference_minor) == (990_000, 0)


def test_missing_statement_is_told_in_words_and_forgotten_when_it_comes() -> None:
    later = DAY + timedelta(days=2)
    import_lines(make_line(), name="1")
    import_lines(make_line("B-3", booked_on=later), opening_minor=-8_000, name="3")

    (gap,) = list_gaps()
    assert gap.words == (
        "Before statement 3 of 2026-03-04, movements of −$30.00 are missing: import the statement"
        " in between."
    )
    assert get_bank_position().difference_minor == 3_000

    between = make_line("B-2", -3_000, booked_on=DAY + timedelta(days=1))
    import_lines(between, opening_minor=-5_000, name="2")

    assert (list_gaps(), get_bank_position().difference_minor) == ([], 0)


def test_two_statements_of_one_day_leave_no_gap() -> None:
    import_lines(make_line(), name="1")
    import_lines(make_line("B-2"), opening_minor=-5_000, name="2")

    assert list_gaps() == []


@pytest.mark.parametrize(("content", "error", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_file_leaves_nothing_behind(content: bytes, error: type[Exception], words: str) -> None:
    before = count_rows()

    with pytest.raises(refusals.StatementRefusedError, match=words):
        keep_upload(content=content, name="bad", actor=CLERK, now=NOON)

    assert count_rows() == before


def test_line_of_a_closed_day_is_booked_on_the_first_open_one() -> None:
    payout = make_payout()
    send_wires()
    periods.close_period(last_on=DAY, actor=CLERK, reason="Month end.", now=timezone.now())

    import_lines(pay_line(payout))

    after = DAY + timedelta(days=1)
    entries = Entry.objects.filter(reference=payout.reference).exclude(key__endswith=":hold")
    assert [entry.effective_on for entry in entries] == [after, after]
    assert StatementLine.objects.get().booked_on == DAY


def write_counted(*lines: object, **facts: object) -> bytes:
    """A statement of a bank that numbers its entries and gives them no reference of its own."""
    content = write_camt(make_statement(*lines, **facts))
    return content.replace(b"AcctSvcrRef>", b"NtryRef>")


def test_entry_numbers_that_begin_anew_are_other_lines_on_another_day() -> None:
    tomorrow = DAY + timedelta(days=1)
    import_file(write_counted(make_line("1"), make_line("2", 900), name="1"))

    second = write_counted(make_line("1", 300, booked_on=tomorrow), name="2", opening_minor=-4_100)
    outcome = import_file(second)

    assert (len(outcome.matches), outcome.known_line_count) == (1, 0)
    assert list(StatementLine.objects.order_by("pk").values_list("bank_reference", flat=True)) == [
        f"{DAY}/1",
        f"{DAY}/2",
        f"{tomorrow}/1",
    ]
    assert (get_balance("bank"), list_gaps()) == (-3_800, [])


def test_overlapping_statement_that_numbers_its_entries_brings_each_line_once() -> None:
    lines = (make_line("1"), make_line("2", 900))
    import_file(write_counted(*lines, name="1"))

    outcome = import_file(write_counted(*lines, name="2"))

    assert (len(outcome.matches), outcome.known_line_count) == (0, 2)


def test_statement_of_days_to_come_is_refused() -> None:
    before = count_rows()[1:]
    tomorrow = timezone.now().date() + timedelta(days=2)

    with pytest.raises(refusals.BadValueError, match="still to come"):
        import_lines(make_line(booked_on=tomorrow))

    assert count_rows()[1:] == before


REPEATS = {
    "same number, other content": (
        make_statement(make_line("B-9"), name="1"),
        refusals.StatementChangedError,
    ),
    "known line, other amount": (
        make_statement(make_line("B-1", -4_999), make_line("B-2"), name="2"),
        refusals.LineChangedError,
    ),
    "known line, other day": (
        make_statement(make_line("B-1", booked_on=date(2026, 3, 3)), name="2"),
        refusals.LineChangedError,
    ),
    "from before the first": (
        make_statement(make_line("B-0", booked_on=date(2026, 3, 1)), name="0"),
        refusals.BeforeFirstStatementError,
    ),
}


@pytest.mark.parametrize(("statement", "error"), REPEATS.values(), ids=REPEATS)
def test_statement_that_contradicts_an_earlier_one_books_nothing(
    statement: object, error: type[Exception]
) -> None:
    import_lines(make_line("B-1"), name="1")
    before = count_rows()[1:]

    with pytest.raises(error):
        import_file(write_camt(statement))

    assert count_rows()[1:] == before


def test_second_statement_of_a_file_refused_undoes_the_first() -> None:
    import_lines(make_line("B-1"), name="1")
    before = count_rows()[1:]
    good = make_statement(make_line("B-2"), name="2")
    bad = make_statement(make_line("B-1", -1), name="3")

    with pytest.raises(refusals.LineChangedError):
        import_file(write_camt(good, bad))

    assert count_rows()[1:] == before


def test_look_shows_what_would_happen_and_books_nothing() -> None:
    payout = make_payout()
    send_wires()
    before = count_rows()[1:]
    content = write_camt(make_statement(pay_line(payout), make_line("B-2", 100)))

    upload, outcome = look_at_file(content=content, name="a.xml", actor=CLERK, now=NOON)

    payout.refresh_from_db()
    assert [match.kind for match in outcome.matches] == ["payout", "unmatched"]
    assert (count_rows()[1:], payout.state) == (before, "submitted")
    assert content not in bytes(upload.sealed)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=6),
    st.integers(-(10**9), 10**9),
)
def test_books_hold_what_any_statement_says(amounts: list[int], opening: int) -> None:
    with transaction.atomic():
        lines = [make_line(f"B-{place}", cents) for place, cents in enumerate(amounts)]
        import_lines(*lines, opening_minor=opening)

        assert get_balance("bank") == opening + sum(amounts)
        assert get_balance("suspense") == -sum(amounts)
        assert (list_faults(), list_gaps()) == ([], [])
        assert list_unmatched().count() == len(amounts)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "table", ["bankstatement", "statementline", "linematch", "statementupload"]
)
@pytest.mark.parametrize("attack", ["UPDATE banking_{} SET id = id", "DELETE FROM banking_{}"])
def test_what_the_bank_said_is_never_changed(table: str, attack: str) -> None:
    import_lines(make_line())
    before = count_rows()

    with (
        pytest.raises(IntegrityError, match="are final"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack.format(table))

    assert count_rows() == before
