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
from impact.books import services as books
from impact.books.models import Entry, Line
from impact.books.queries import get_balance, get_balances, list_faults
from impact.books.services import periods
from impact.payouts.models import Payout
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
    write_table,
)
from tests.impact.banking.test_payment_files import KHR
from tests.impact.banking.test_statement_files import BAD_FILES
from tests.impact.payouts.builders import CODE, make_payout, make_provider

pytestmark = pytest.mark.usefixtures("account")
HELD = (f"training:{CODE}", f"committed:{CODE}", "clearing:payouts", "exchange-differences")


def count_rows() -> tuple[int, ...]:
    models = (StatementUpload, BankStatement, StatementLine, LineMatch, Entry, Line)
    return tuple(model.objects.count() for model in models)


def list_kinds() -> list[str]:
    return list(LineMatch.objects.order_by("pk").values_list("kind", flat=True))


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


@pytest.mark.parametrize("write", [write_camt, write_table])
def test_line_is_found_by_the_reference_that_we_sent(write: object) -> None:
    payout = make_payout()
    send_wires()
    text = f"WIRE OUT payment {payout.uid.hex[:12].upper()} MEKONG"

    import_file(write(make_statement(pay_line(payout, end_to_end_id="", text=text))))

    assert list_kinds() == ["payout"]


def test_overlapping_statement_brings_each_line_once() -> None:
    first = make_statement(make_line("B-1"), make_line("B-2", 900), name="1")
    tomorrow = make_line("B-3", 300, booked_on=DAY + timedelta(days=1))
    import_file(write_camt(first))

    outcome = import_file(write_camt(make_statement(*first.lines, tomorrow, name="2")))

    assert (len(outcome.matches), outcome.known_line_count) == (1, 2)
    assert StatementLine.objects.count() == 3
    assert (get_balance("bank"), list_gaps()) == (-3_800, [])


def test_return_gives_her_the_whole_amount_back() -> None:
    payout = make_payout()
    send_wires()
    import_lines(pay_line(payout))

    back = pay_line(payout, "B-2", amount_minor=12_000, booked_on=DAY + timedelta(days=3))
    import_lines(back, opening_minor=-12_000, name="2")

    payout.refresh_from_db()
    assert payout.state == Payout.State.RETURNED
    assert list_kinds() == ["payout", "return"]
    assert list_balances() == [100_000, 0, 0, 0]
    assert (get_balance("bank"), list_faults()) == (0, [])


def test_foreign_payout_costs_what_the_bank_took() -> None:
    payout = make_payout(foreign=KHR)
    send_wires()

    import_lines(pay_line(payout, amount_minor=-12_345))

    payout.refresh_from_db()
    assert (payout.state, payout.paid_minor) == ("settled", 12_345)
    assert list_balances() == [88_000, 0, 0, 345]
    assert get_balance("bank") == -12_345


@pytest.mark.parametrize("amount", [-11_999, -24_000, 12_000])
def test_line_of_another_amount_is_left_to_a_person(amount: int) -> None:
    payout = make_payout()
    send_wires()

    import_lines(pay_line(payout, amount_minor=amount))

    payout.refresh_from_db()
    assert (payout.state, list_kinds()) == ("submitted", ["unmatched"])
    assert get_balances(codes=["bank", "suspense"]) == {"bank": amount, "suspense": -amount}


def test_second_line_for_one_payout_is_left_to_a_person() -> None:
    payout = make_payout()
    send_wires()

    import_lines(pay_line(payout), pay_line(payout, "B-2"))

    assert list_kinds() == ["payout", "unmatched"]
    assert get_balances(codes=["bank", "suspense", "clearing:payouts"]) == {
        "bank": -24_000,
        "suspense": 12_000,
        "clearing:payouts": 0,
    }


def test_fee_is_booked_as_one() -> None:
    import_lines(make_line(amount_minor=-2_500, is_fee=True, text="Monthly fee"))

    assert list_kinds() == ["fee"]
    assert get_balances(codes=["bank", "fees"]) == {"bank": -2_500, "fees": 2_500}


def leave_stripe(reference: str, amount_minor: int) -> None:
    books.post(
        books.Posting(
            kind="test",
            key=reference,
            effective_on=DAY,
            lines=[("stripe", -amount_minor), ("clearing:transit", amount_minor)],
            reference=reference,
        )
    )


def test_money_from_stripe_arrives_under_its_reference() -> None:
    leave_stripe("stripe:po_1", 5_000)
    leave_stripe("stripe:po_2", 7_000)

    import_lines(make_line(amount_minor=7_000, counterparty="STRIPE", text="TRANSFER"))

    match = LineMatch.objects.get()
    assert (match.kind, match.reference) == ("transit", "stripe:po_2")
    assert list_balances("bank", "clearing:transit") == [7_000, 5_000]


def test_two_stripe_payouts_of_one_amount_are_left_to_a_person() -> None:
    leave_stripe("stripe:po_1", 7_000)
    leave_stripe("stripe:po_2", 7_000)

    import_lines(make_line(amount_minor=7_000, counterparty="STRIPE"))

    assert list_kinds() == ["unmatched"]


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
    deadline=None,
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


def test_database_refuses_a_match_without_its_entry() -> None:
    import_lines(make_line())
    match = LineMatch.objects.get()
    other = Entry.objects.order_by("pk").first()

    with pytest.raises(IntegrityError, match="The books do not say so"), transaction.atomic():
        LineMatch.objects.create(
            line=match.line,
            kind="fee",
            reference=other.reference,
            entry=other,
            actor=CLERK,
            reason="It is.",
            at=NOON,
        )

    assert list_kinds() == ["unmatched"]


def test_stripe_payouts_are_never_taken_for_wires() -> None:
    provider = make_provider(rail="stripe_transfer", stripe_account_id="acct_1")
    payout = make_payout(provider)

    import_lines(pay_line(payout))

    assert list_kinds() == ["unmatched"]
