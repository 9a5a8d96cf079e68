"""Two at the bank desk at once: one effect. The twins have the guards off and go wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from impact.banking.models import (
    BankStatement,
    LineMatch,
    PaymentFile,
    PaymentFileItem,
    StatementLine,
)
from impact.banking.refusals import AlreadyExplainedError, NothingToPayError
from impact.banking.services import explaining, payment_files, statements
from impact.banking.services.matching import Verdict
from impact.books.models import Entry
from impact.books.queries import get_balance, list_faults
from impact.payouts.models import Payout
from tests.impact.banking.builders import (
    CLERK,
    NOON,
    import_lines,
    make_line,
    make_statement,
    pay_line,
    send_wires,
    write_camt,
)
from tests.impact.payouts.builders import fill_account, make_payout
from tests.impact.test_races import linger, run_at_once
from tests.meeting import meet_after

pytestmark = pytest.mark.django_db(transaction=True)


def catching(call: Callable[[], object]) -> Callable[[], object]:
    """Return the call so that a refusal is its answer."""

    def answer() -> object:
        try:
            return call()
        except (AlreadyExplainedError, NothingToPayError) as refusal:
            return refusal

    return answer


def prepare_import() -> Callable[[], object]:
    fill_account()
    payout = make_payout()
    send_wires()
    content = write_camt(make_statement(pay_line(payout)))
    upload = statements.keep_upload(content=content, name="a", actor=CLERK, now=NOON)
    return lambda: statements.import_upload(upload_uid=upload.uid, actor=CLERK, now=NOON)


@contextmanager
def without_uniqueness() -> Iterator[None]:
    """Drop what keeps statements and lines single; the flush after the test empties the tables."""
    rules = (
        ("banking_bankstatement", "statement_is_imported_once", "account, statement_id"),
        ("banking_statementline", "bank_line_is_imported_once", "account, bank_reference"),
        ("banking_statementline", "bank_line_uid_is_unique", "uid"),
    )
    with connection.cursor() as cursor:
        for table, name, _columns in rules:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('nomi.flush_tests', 'on', false)")
            cursor.execute("TRUNCATE banking_bankstatement CASCADE")
            cursor.execute("SELECT set_config('nomi.flush_tests', '', false)")
            for table, name, columns in rules:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({columns})")


def ask_all(sql: str, *values: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@contextmanager
def without_guards(table: str, *, key: str, trigger: str = "") -> Iterator[None]:
    """Take a unique key, perhaps a trigger, off a table; put them back once it is empty again."""
    constraints = ask_all(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = 'u' AND conname LIKE %s",
        table,
        key,
    )
    indexes = ask_all(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname LIKE %s",
        table,
        key,
    )
    triggers = ask_all(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
        table,
        trigger,
    )
    assert len(indexes) == 1
    off = [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for name, _words in constraints]
    back = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}" for name, words in constraints]
    if not constraints:
        off, back = [f"DROP INDEX {indexes[0][0]}"], [indexes[0][1]]
    off += [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for (name,) in triggers]
    back += [f"ALTER TABLE {table} ENABLE TRIGGER {name}" for (name,) in triggers]
    with connection.cursor() as cursor:
        for words in off:
            cursor.execute(words)
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('nomi.flush_tests', 'on', false)")
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute("SELECT set_config('nomi.flush_tests', '', false)")
            for words in back:
                cursor.execute(words)


def test_two_people_import_one_statement_and_the_payout_settles_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    do = prepare_import()
    monkeypatch.setattr(statements, "_is_known", linger(statements._is_known))

    answers = run_at_once(do, do)

    assert sorted(answer.is_new for answer in answers) == [False, True]
    assert (BankStatement.objects.count(), LineMatch.objects.get().kind) == (1, "payout")
    assert Entry.objects.filter(key__endswith=":settle").count() == 1
    assert (get_balance("bank"), list_faults()) == (-12_000, [])


def test_control_import_without_lock_and_uniqueness_brings_the_line_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill_account()
    content = write_camt(make_statement(make_line()))
    upload = statements.keep_upload(content=content, name="a", actor=CLERK, now=NOON)
    monkeypatch.setattr(statements, "_list_new_lines", meet_after(statements._list_new_lines))
    monkeypatch.setattr(statements, "lock_bank_desk", lambda: None)
    monkeypatch.setattr(statements, "book_line", lambda line, now: line)

    def do() -> object:
        return statements.import_upload(upload_uid=upload.uid, actor=CLERK, now=NOON)

    with without_uniqueness():
        answers = run_at_once(do, do)
        lines = StatementLine.objects.count()

    assert ([answer.is_new for answer in answers], lines) == ([True, True], 2)


def test_two_people_explain_one_line_and_it_is_booked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = import_lines(make_line(amount_minor=-700)).matches[0].line
    monkeypatch.setattr(explaining, "_take_word", linger(explaining._take_word))
    facts = {"line_uid": line.uid, "actor": CLERK, "reason": "Letter.", "now": NOON}

    answers = run_at_once(
        catching(lambda: explaining.explain_line(kind="fee", **facts)),
        catching(lambda: explaining.explain_line(kind="own", **facts)),
    )

    assert [type(answer) for answer in answers].count(AlreadyExplainedError) == 1
    assert line.matches.count() == 2
    assert get_balance("suspense") == 0


def test_control_line_explained_without_its_guards_is_booked_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = import_lines(make_line(amount_minor=-700)).matches[0].line
    book = explaining._book

    def book_under_own_key(line: StatementLine, verdict: Verdict, **facts: object) -> LineMatch:
        return book(line, verdict, **{**facts, "key": f"{facts['key']}:{verdict.kind}"})

    monkeypatch.setattr(explaining, "_take_word", meet_after(explaining._take_word))
    monkeypatch.setattr(explaining, "lock_bank_desk", lambda: None)
    monkeypatch.setattr(explaining, "_book", book_under_own_key)
    facts = {"line_uid": line.uid, "actor": CLERK, "reason": "Letter.", "now": NOON}

    with without_guards(
        "banking_linematch", key="line_is_explained_once", trigger="pgtrigger_match_has_its%"
    ):
        run_at_once(
            lambda: explaining.explain_line(kind="fee", **facts),
            lambda: explaining.explain_line(kind="own", **facts),
        )
        count = line.matches.count()

    assert (count, get_balance("suspense")) == (3, -700)


def test_two_people_make_a_file_and_the_payout_is_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_account()
    make_payout()
    monkeypatch.setattr(payment_files, "_write_wires", linger(payment_files._write_wires))

    answers = run_at_once(catching(send_wires), catching(send_wires))

    assert [type(answer) for answer in answers].count(NothingToPayError) == 1
    assert PaymentFile.objects.get().wire_count == 1


def test_control_file_made_without_its_guards_pays_a_payout_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill_account()
    payout = make_payout()
    held = Payout.objects.filter(state="held").select_related("draw__provider")
    monkeypatch.setattr(payment_files, "_write_wires", meet_after(payment_files._write_wires))
    monkeypatch.setattr(payment_files, "lock_bank_desk", lambda: None)
    monkeypatch.setattr(payment_files, "claim_payouts", lambda **_facts: list(held.all()))
    monkeypatch.setattr(payment_files, "mark_submitted", lambda **_facts: True)

    with without_guards("banking_paymentfileitem", key="%payout_id%"):
        run_at_once(send_wires, send_wires)
        wires = PaymentFileItem.objects.filter(payout=payout).count()

    assert (wires, PaymentFile.objects.count()) == (2, 2)
