"""A superuser with the triggers off changes the books at random: each change is named.

Left out is what means nothing, the number of a snapshot's row. What somebody changes consistently
in every table, digests included, is for the log outside the database.
"""

# ruff: noqa: S608 - attacks are SQL made of our own words

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, models, transaction

from impact.books import halts, queries
from impact.books import services as books
from impact.books.models import (
    Account,
    Balance,
    Correction,
    Entry,
    Halt,
    Line,
    Period,
    PeriodBalance,
    Tally,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)
TABLES = (Account, Entry, Line, Balance, Period, PeriodBalance, Correction, Halt, Tally)
EDITS, DELETIONS = range(40), range(40, 60)


def run(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return int(cursor.rowcount)


@pytest.fixture(autouse=True)
def _books(db: None) -> None:
    """Some accounts, entries, two closed periods, decided and open corrections, halts."""
    dice = random.Random(7)
    books.open_account(code="cash", kind="asset", slots=16)
    for name in ("hers", "theirs"):
        books.open_account(code=name, kind="liability", floor_minor=0)
    for number in range(24):
        cents = dice.randrange(100, 9_000)
        books.post(
            books.Posting(
                kind="test",
                key=f"entry {number}",
                effective_on=date(2026, 2 + number % 3, 2),
                reference=f"order {number}",
                lines=[("cash", 2 * cents), ("hers", -cents), ("theirs", -cents)],
            )
        )
    for last_on in (date(2026, 2, 28), date(2026, 3, 31)):
        books.close_period(last_on=last_on, actor="staff:1", reason="over", now=NOW)
    for number in (3, 4, 5):
        correction = books.propose_reversal(
            entry_key=f"entry {number}", reason="wrong", actor="staff:1", now=NOW
        )
        if number == 3:
            books.approve_reversal(correction_id=correction.pk, actor="staff:2", now=NOW)
    books.reject_reversal(correction_id=correction.pk, actor="staff:2", reason="right", now=NOW)
    halts.raise_halt(cause="open difference", words=["one cent"], now=NOW)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


NAMES = {
    Account: ("Account {0.code}", "number {0.pk}"),
    Entry: ("Entry {0.key} ", "(number {0.pk})", "entry number {0.pk}"),
    Line: ("ntry {0.entry.key}", "Account {0.account.code},"),
    Balance: ("Account {0.account.code}, slot {0.slot}",),
    Period: ("Closed period {0.pk}", "Of the periods"),
    PeriodBalance: ("Closed period {0.period_id}, account {0.account.code}",),
    Correction: ("Correction {0.pk}", "Of the corrections", "correction that allowed it"),
    Halt: ("Halt {0.pk}", "Of the halts"),
    Tally: ("Of the {0.pk}s",),
}
"""The words of which one must be in a fault that names the row."""


def get_names(row: models.Model) -> set[str]:
    return {words.format(row) for words in NAMES[type(row)]}


def is_named(names: set[str]) -> bool:
    faults = queries.list_faults()
    return any(name in fault for fault in faults for name in names)


INVENTIONS = (
    (models.BooleanField, lambda old, _dice: not old),
    (models.DateTimeField, lambda _old, dice: datetime(2025, dice.randint(1, 12), 1, tzinfo=UTC)),
    (models.DateField, lambda _old, dice: date(2025, dice.randint(1, 12), 1)),
    (models.BinaryField, lambda _old, dice: dice.randbytes(32)),
    (models.UUIDField, lambda _old, dice: f"{dice.getrandbits(128):032x}"),
    (models.CharField | models.TextField, lambda _old, dice: f"x{dice.randrange(100)}"),
    (models.Field, lambda old, dice: (old or 0) + dice.choice((-1, 1, 7))),
)


def invent(field: models.Field, old: object, dice: random.Random) -> object:
    """Return another value of the field's type."""
    if field.choices:
        return dice.choice(field.choices)[0]
    return next(make(old, dice) for kind, make in INVENTIONS if isinstance(field, kind))


def edit(dice: random.Random) -> set[str]:
    """Change one column of one row and return the words that name it."""
    model = dice.choice(TABLES)
    row = dice.choice(list(model.objects.order_by("pk")))
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if not (model is PeriodBalance and field.primary_key)
    ]
    field = dice.choice(fields)
    names = get_names(row)
    old = getattr(row, field.attname)
    new = invent(field, old, dice)
    key = model._meta.pk.column
    changed = run(
        f"UPDATE {model._meta.db_table} SET {field.column} = %s"
        f" WHERE {key} = %s AND {field.column} IS DISTINCT FROM %s",
        new,
        row.pk,
        new,
    )
    assert changed == 1
    if field.primary_key:
        names |= {name.replace(str(old), str(new)) for name in names}
    return names


def delete(dice: random.Random) -> set[str]:
    """Delete one row and return the words that name it."""
    model = dice.choice(TABLES)
    row = dice.choice(list(model.objects.order_by("pk")))
    names = get_names(row)
    run(f"DELETE FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s", row.pk)
    return names


@pytest.mark.parametrize("seed", [*EDITS, *DELETIONS])
def test_random_change_with_triggers_off_is_named(seed: int) -> None:
    """Draw until the database's own constraints let a change through."""
    dice = random.Random(seed)
    attack = edit if seed in EDITS else delete
    for _ in range(50):
        try:
            with transaction.atomic():
                run("SET LOCAL session_replication_role = replica")
                names = attack(dice)
            break
        except (Error, AssertionError):
            continue
    run("SET LOCAL session_replication_role = origin")

    assert is_named(names), (names, queries.list_faults())


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ("books_line", "Account cash"),
        ("books_entry", "its entry is gone"),
        ("books_balance", "its balance row is gone"),
        ("books_account", "of the chart is gone"),
        ("books_periodbalance", "Closed period 1, account cash"),
        ("books_period", "Of the periods, 2 were written and 0 are there."),
        ("books_correction", "Of the corrections, 3 were written and 0 are there."),
        ("books_halt", "Of the halts, 1 were written and 0 are there."),
        ("books_tally", "Of the halts, 0 were written and 1 are there."),
    ],
)
def test_truncation_with_triggers_off_is_named(tables: str, words: str) -> None:
    run("SET LOCAL session_replication_role = replica")
    run(f"TRUNCATE {tables} CASCADE")
    run("SET LOCAL session_replication_role = origin")

    assert is_named({words})


def test_untouched_books_have_no_fault() -> None:
    assert queries.list_faults() == []


def find_guard(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE %s", [f"pgtrigger_{name}%"])
        return str(cursor.fetchone()[0])


@pytest.fixture
def _as_owner(_books: None) -> Iterator[None]:
    """Own the books without being a superuser, as a migration does on a real server."""
    run("CREATE ROLE books_owner NOSUPERUSER")
    run("GRANT CREATE ON SCHEMA public TO books_owner")
    for model in TABLES:
        run(f"ALTER TABLE {model._meta.db_table} OWNER TO books_owner")
    run("SET LOCAL ROLE books_owner")
    yield
    run("RESET ROLE")


@pytest.mark.usefixtures("_as_owner")
@pytest.mark.parametrize(
    ("ddl", "words"),
    [
        (
            "ALTER TABLE books_line DISABLE TRIGGER {line_rows_are_final}",
            "Guard line_rows_are_final of books_line is switched off.",
        ),
        (
            "ALTER TABLE books_line DISABLE TRIGGER USER",
            "Guard entry_is_whole_and_balanced of books_line is switched off.",
        ),
        (
            "DROP TRIGGER {entry_rows_are_final} ON books_entry",
            "Guard entry_rows_are_final of books_entry is gone.",
        ),
        (
            "ALTER TABLE books_balance DROP CONSTRAINT balance_stays_on_or_above_its_floor",
            "Rule balance_stays_on_or_above_its_floor of books_balance is gone.",
        ),
        (
            "DROP INDEX entry_is_resolved_once",
            "Rule entry_is_resolved_once of books_entry is gone.",
        ),
        (
            "ALTER TABLE books_entry DROP CONSTRAINT entry_key_is_unique",
            "Rule entry_key_is_unique of books_entry is gone.",
        ),
    ],
)
def test_rule_that_the_owner_takes_away_is_named(ddl: str, words: str) -> None:
    names = ("line_rows_are_final", "entry_rows_are_final")
    run(ddl.format(**{name: find_guard(name) for name in names}))

    assert words in queries.list_faults()


def test_guard_with_another_body_is_named() -> None:
    guard = find_guard("line_rows_are_final")
    run(
        f"CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NEW; END $$"
    )

    assert queries.list_faults() == [
        "Guard line_rows_are_final of books_line was replaced by another."
    ]


def test_command_names_the_change_and_halts_payouts() -> None:
    run("SET LOCAL session_replication_role = replica")
    run("UPDATE books_entry SET actor = 'nobody' WHERE key = 'entry 1'")
    run("SET LOCAL session_replication_role = origin")

    with pytest.raises(CommandError, match=r"Entry entry 1 \(number \d+\): it or its lines"):
        call_command("verify_books")

    with pytest.raises(halts.PayoutsHaltedError, match="broken books"):
        halts.refuse_while_halted()
    assert "Entry entry 1 " in Halt.objects.get(cause="broken books").words
