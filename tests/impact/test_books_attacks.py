"""Each row of the books' attack list, by plain SQL: the database refuses, and nothing changed."""

# ruff: noqa: S608, ISC004, PT012 - attacks are SQL made of our own words, some in two steps

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from impact.books import queries
from impact.books import services as books

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def transfer(key: str, amount: int, **changes: object) -> books.Posted:
    posting = {
        "kind": "test",
        "key": key,
        "effective_on": DAY,
        "lines": [("cash", amount), ("hers", -amount)],
    }
    return books.post(books.Posting(**{**posting, **changes}))


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def read(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def photograph() -> list[list[tuple[object, ...]]]:
    tables = ("account", "entry", "line", "balance")
    return [read(f"SELECT * FROM books_{table} ORDER BY id") for table in tables]


@pytest.fixture(autouse=True)
def _books(db: None) -> Iterator[None]:
    books.open_account(code="cash", kind="asset", slots=16)
    books.open_account(code="hers", kind="liability", floor_minor=0)
    books.open_account(code="euros", kind="asset", currency="EUR")
    transfer("first", 1_000)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE would be refused for what still waits
    run("SET CONSTRAINTS ALL DEFERRED")
    before = photograph()
    yield
    assert photograph() == before
    assert queries.list_faults() == []


ACCOUNT = "(SELECT id FROM books_account WHERE code = '{}')"
LAST_ENTRY = "(SELECT max(id) FROM books_entry)"
ADD_ENTRY = """
    WITH entry AS (
        INSERT INTO books_entry (kind, key, request_hash, effective_on, reference, actor,
                                 line_count)
        VALUES ('test', 'attack', '', '2026-03-02', '', 'attacker', 2) RETURNING id
    )
    INSERT INTO books_line (entry_id, number, account_id, currency, amount_minor)
    SELECT entry.id, side.* FROM entry, (VALUES {}) AS side
"""
CASH, HERS = ACCOUNT.format("cash"), ACCOUNT.format("hers")

ATTACKS = {
    "unbalanced": (
        ADD_ENTRY.format(f"(1, {CASH}, 'USD', 100), (2, {HERS}, 'USD', -99)"),
        "entry_is_whole_and_balanced",
    ),
    "incomplete": (ADD_ENTRY.format(f"(1, {CASH}, 'USD', 100)"), "entry_is_whole_and_balanced"),
    "with a gap": (
        ADD_ENTRY.format(f"(1, {CASH}, 'USD', 100), (3, {HERS}, 'USD', -100)"),
        "entry_is_whole_and_balanced",
    ),
    "zero line": (
        ADD_ENTRY.format(f"(1, {CASH}, 'USD', 0), (2, {HERS}, 'USD', 0)"),
        "line_moves_money",
    ),
    "another currency": (
        ADD_ENTRY.format(f"(1, {CASH}, 'EUR', 100), (2, {HERS}, 'EUR', -100)"),
        "line_names_an_open_account",
    ),
    "overdraw": (
        ADD_ENTRY.format(f"(1, {CASH}, 'USD', -1001), (2, {HERS}, 'USD', 1001)"),
        "balance_stays_on_or_above_its_floor",
    ),
    "unknown account": (
        ADD_ENTRY.format(f"(1, 0, 'USD', -5), (2, {HERS}, 'USD', 5)"),
        "line_names_an_open_account",
    ),
    "lines of no entry": (
        "INSERT INTO books_line (entry_id, number, account_id, currency, amount_minor)"
        f" VALUES (0, 1, {CASH}, 'USD', 5), (0, 2, {HERS}, 'USD', -5)",
        "entry_is_whole_and_balanced",
    ),
    "late lines": (
        "INSERT INTO books_line (entry_id, number, account_id, currency, amount_minor)"
        f" VALUES ({LAST_ENTRY}, 3, {CASH}, 'USD', 5), ({LAST_ENTRY}, 4, {HERS}, 'USD', -5)",
        "entry_is_whole_and_balanced",
    ),
    "same key": (
        "INSERT INTO books_entry (kind, key, request_hash, effective_on, reference, actor,"
        " line_count) VALUES ('test', 'first', '', '2026-03-02', '', 'attacker', 2)",
        "entry_key_is_unique",
    ),
    "edit an entry": ("UPDATE books_entry SET effective_on = '2020-01-01'", "entry_rows_are_final"),
    "edit an amount": ("UPDATE books_line SET amount_minor = 1", "line_rows_are_final"),
    "re-point a line": (f"UPDATE books_line SET account_id = {HERS}", "line_rows_are_final"),
    "re-point by upsert": (
        "INSERT INTO books_line (entry_id, number, account_id, currency, amount_minor)"
        f" VALUES ({LAST_ENTRY}, 1, {CASH}, 'USD', 5)"
        " ON CONFLICT (id) DO UPDATE SET amount_minor = 5",
        "line_rows_are_final",
    ),
    "delete lines": ("DELETE FROM books_line", "line_rows_are_final"),
    "delete an entry": ("DELETE FROM books_entry", "entry_rows_are_final"),
    "delete an account": ("DELETE FROM books_account", "account_is_never_deleted"),
    "delete balances": ("DELETE FROM books_balance", "balance_is_written_by_lines_only"),
    "truncate lines": ("TRUNCATE books_line CASCADE", "line_is_never_emptied"),
    "truncate balances": ("TRUNCATE books_balance", "balance_is_never_emptied"),
    "truncate accounts": ("TRUNCATE books_account CASCADE", "account_is_never_emptied"),
    "write a balance": (
        "UPDATE books_balance SET credits_minor = 999999",
        "balance_is_written_by_lines_only",
    ),
    "lower a floor": (
        "UPDATE books_balance SET floor_minor = NULL",
        "balance_is_written_by_lines_only",
    ),
    "add a balance": (
        "INSERT INTO books_balance (id, account_id, slot, debits_minor, credits_minor, line_count,"
        f" grows_by_debit) VALUES ({HERS} * 16 + 1, {HERS}, 1, 0, 5, 0, false)",
        "balance_is_written_by_lines_only",
    ),
    "rename an account": (
        "UPDATE books_account SET code = 'mine' WHERE code = 'hers'",
        "account_is_frozen_but_status",
    ),
    "drop an account's floor": (
        "UPDATE books_account SET floor_minor = NULL WHERE code = 'hers'",
        "account_is_frozen_but_status",
    ),
    "stripe a floored account": (
        "INSERT INTO books_account (uid, code, kind, currency, slots, floor_minor, status)"
        " VALUES (gen_random_uuid(), 'odd', 'liability', 'USD', 16, 0, 'open')",
        "account_with_floor_has_one_slot",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_refused(attack: str) -> None:
    sql, constraint = ATTACKS[attack]

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run(sql)

    assert refusal.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize("attack", ["edit an amount", "truncate balances", "write a balance"])
def test_no_session_setting_switches_a_guard_off(attack: str) -> None:
    triggers = [name for (name,) in read("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")]
    sql, constraint = ATTACKS[attack]

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run("SELECT set_config('pgtrigger.ignore', %s, true)", "{" + ",".join(triggers) + "}")
        run(sql)

    assert refusal.value.__cause__.diag.constraint_name == constraint


def test_a_temporary_table_cannot_stand_in_for_the_balances() -> None:
    with pytest.raises(books.OverdrawnError), transaction.atomic():
        run("CREATE TEMPORARY TABLE books_balance (LIKE public.books_balance) ON COMMIT DROP")
        run("INSERT INTO pg_temp.books_balance SELECT * FROM public.books_balance")
        transfer("shadowed", -1_001)


def test_empty_entry_is_refused_at_the_latest_on_commit() -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run(
            "INSERT INTO books_entry (kind, key, request_hash, effective_on, reference, actor,"
            " line_count) VALUES ('test', 'empty', '', '2026-03-02', '', 'attacker', 2)"
        )
        run("SET CONSTRAINTS ALL IMMEDIATE")

    assert "last_line_id" in str(refusal.value)


def test_posting_twice_posts_once() -> None:
    again = transfer("first", 1_000)

    assert again.is_new is False


@pytest.mark.parametrize(
    "change",
    [
        {"effective_on": date(2026, 3, 3)},
        {"lines": [("cash", 999), ("hers", -999)]},
        {"actor": "somebody else"},
    ],
)
def test_same_key_with_other_content_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(books.KeyReusedError), transaction.atomic():
        transfer("first", 1_000, **change)


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ([("cash", -1_001), ("hers", 1_001)], books.OverdrawnError),
        ([("cash", 5), ("nobody", -5)], books.UnknownAccountError),
        ([("euros", 5), ("hers", -5)], books.UnknownAccountError),
        ([("cash", 5), ("hers", -4)], books.UnbalancedEntryError),
        ([("cash", 5)], books.UnbalancedEntryError),
        ([], books.UnbalancedEntryError),
    ],
)
def test_wrong_posting_has_a_name(lines: list[tuple[str, int]], error: type[Exception]) -> None:
    with pytest.raises(error), transaction.atomic():
        transfer("second", 1, lines=lines)


def test_batch_is_posted_whole_or_not_at_all() -> None:
    good, bad = (
        books.Posting(
            kind="test",
            key=f"batch:{amount}",
            effective_on=DAY,
            lines=[("cash", amount), ("hers", -amount)],
        )
        for amount in (5, -2_000)
    )

    with pytest.raises(books.OverdrawnError), transaction.atomic():
        books.post_batch([good, bad])


@pytest.mark.parametrize("link", ["reverses", "resolves"])
def test_entry_is_reversed_and_resolved_once(link: str) -> None:
    first = transfer("first", 1_000).entry_id

    with pytest.raises(books.AlreadyUndoneError), transaction.atomic():
        transfer("undo", 1, **{link: first})
        transfer("undo again", 1, **{link: first})


def test_closed_account_takes_no_lines() -> None:
    with pytest.raises(books.UnknownAccountError), transaction.atomic():
        run("UPDATE books_account SET status = 'closed' WHERE code = 'hers'")
        transfer("late", 5)


def test_entry_is_stamped_by_the_databases_clock() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        run(
            ADD_ENTRY.format(f"(1, {CASH}, 'USD', 5), (2, {HERS}, 'USD', -5)")
            .replace("line_count)", "line_count, posted_at)")
            .replace("'attacker', 2)", "'attacker', 2, '2001-01-01')")
        )
        assert read("SELECT posted_at FROM books_entry WHERE key = 'attack'")[0][0].year > 2001
        raise ZeroDivisionError  # leaves nothing behind
