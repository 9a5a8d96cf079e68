"""The books' attack list in SQL, each with the name under which the database refuses it."""

# ruff: noqa: S608, ISC004 - attacks are SQL made of our own words

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.apps import apps
from django.db import connection

from impact.books import queries
from impact.books import services as books

DAY = date(2026, 3, 2)
CLOSED_ON = date(2026, 1, 31)
NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
SUPERUSER, OWNER, WEB = "superuser", "books_owner", "nomi_web"


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
    tables = ("account", "entry", "line", "balance", "period", "correction")
    return [read(f"SELECT * FROM books_{table} ORDER BY 1") for table in tables]


def become(user: str) -> None:
    """Go on as another user until the transaction, or the savepoint, ends."""
    if user == OWNER:
        run(f"CREATE ROLE {OWNER} NOSUPERUSER")
        run(f"GRANT CREATE ON SCHEMA public TO {OWNER}")
        for model in apps.get_models():
            if model.__module__.startswith("impact."):
                run(f"ALTER TABLE {model._meta.db_table} OWNER TO {OWNER}")
    if user != SUPERUSER:
        run(f"SET LOCAL ROLE {user}")


@contextmanager
def unchanged_books() -> Iterator[None]:
    """Give books with one entry and a closed month; they are the same afterwards, and proved."""
    books.open_account(code="cash", kind="asset", slots=16)
    books.open_account(code="hers", kind="liability", floor_minor=0)
    books.open_account(code="euros", kind="asset", currency="EUR")
    transfer("first", 1_000)
    books.close_period(last_on=CLOSED_ON, actor="staff:1", reason="over", now=NOW)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE would be refused for what still waits
    run("SET CONSTRAINTS ALL DEFERRED")
    before = photograph()
    yield
    assert photograph() == before
    assert queries.list_faults() == []


ACCOUNT = "(SELECT id FROM books_account WHERE code = '{}')"
LAST_ENTRY = "(SELECT max(id) FROM books_entry)"
LAST_ENTRY_NAMED = "(SELECT id FROM books_entry WHERE key = 'first')"
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

RESOLVE = (
    ADD_ENTRY.format(f"(1, {CASH}, 'USD', 5), (2, {HERS}, 'USD', -5)")
    .replace("line_count)\n        VALUES", "line_count, resolves_id)\n        VALUES")
    .replace("'attacker', 2)", f"'attacker', 2, {LAST_ENTRY_NAMED})")
    + ";"
)

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
    "back-date into a closed period": (
        ADD_ENTRY.format(f"(1, {CASH}, 'USD', 5), (2, {HERS}, 'USD', -5)").replace(
            "'2026-03-02'", "'2026-01-31'"
        ),
        "entry_falls_in_an_open_period",
    ),
    "back-date an entry": (
        "UPDATE books_entry SET posted_at = '2020-01-01'",
        "entry_rows_are_final",
    ),
    "resolve a hold twice": (
        RESOLVE + RESOLVE.replace("attack", "again"),
        "entry_is_resolved_once",
    ),
    "empty entry": (
        "INSERT INTO books_entry (kind, key, request_hash, effective_on, reference, actor,"
        " line_count) VALUES ('test', 'empty', '', '2026-03-02', '', 'attacker', 0)",
        "entry_has_2_to_999_lines",
    ),
    "open the period again": ("DELETE FROM books_period", "period_rows_are_final"),
    "shorten the period": (
        "UPDATE books_period SET last_on = '2020-01-01'",
        "period_rows_are_final",
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
