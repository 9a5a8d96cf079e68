"""What the books do, from Django: `python -m bench.books.our_side '{job}'`."""

# ruff: noqa: E402 - models can be imported once Django is set up

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from bench.books.crowd import post_at_once
from impact.books import queries
from impact.books import services as books

LINES = (("clearing:orders", 1_800), ("sales", -1_800), ("share", 192), ("reserve", -192))
COLD = 100
"""Accounts over which each line of the cold posting spreads."""


def prepare(_job: dict[str, Any]) -> None:
    call_command("migrate", verbosity=0)
    for place in "abcd":
        for number in range(1, COLD + 1):
            books.open_account(code=f"cold-{place}-{number}", kind="asset", slots=16)


def post(name: str) -> None:
    today = date(2026, 3, 2)
    books.post(books.Posting(kind="sale", key=name, effective_on=today, lines=LINES))


def measure(job: dict[str, Any]) -> dict[str, float]:
    connection.close()
    return post_at_once(post, **job)


FILL = """
    WITH pair AS (
        SELECT max(id) FILTER (WHERE code = %(code)s) AS filled,
               max(id) FILTER (WHERE code = %(other)s) AS filler FROM books_account
    ), entry AS (
        INSERT INTO books_entry (id, kind, key, request_hash, effective_on, reference, actor,
                                 line_count, posted_at, last_line_id, digest)
        SELECT %(base)s::bigint + n, 'fill', %(code)s || ':' || n, '', '2026-03-02', '', 'bench', 2,
               now(), (%(base)s::bigint + n) * 1000 + 2, ''
          FROM generate_series(1, %(lines)s) AS n
    ), line AS (
        INSERT INTO books_line (id, entry_id, number, account_id, currency, amount_minor,
                                balance_after_minor, account_sequence)
        SELECT (%(base)s::bigint + n) * 1000 + side.number, %(base)s::bigint + n, side.number,
               side.account, 'USD', side.amount, side.amount * n, n
          FROM generate_series(1, %(lines)s) AS n, pair,
               LATERAL (VALUES (1, pair.filled, 1), (2, pair.filler, -1))
                    AS side (number, account, amount)
    )
    UPDATE books_balance
       SET debits_minor = CASE account_id WHEN pair.filled THEN %(lines)s ELSE 0 END,
           credits_minor = CASE account_id WHEN pair.filler THEN %(lines)s ELSE 0 END,
           line_count = %(lines)s
      FROM pair WHERE account_id IN (pair.filled, pair.filler)
"""


def fill(job: dict[str, Any]) -> None:
    """Give one account of its own `lines` lines, an entry each: what posting would have written.

    With the triggers out of the way, because a million postings would take the bench an hour.
    """
    lines, code = job["lines"], f"filled:{job['lines']}"
    for name in (code, f"filler:{lines}"):
        books.open_account(code=name, kind="asset")
    words = {"code": code, "other": f"filler:{lines}", "lines": lines, "base": lines * 1_000}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(FILL, words)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE books_line, books_entry, books_balance")


def read(job: dict[str, Any]) -> dict[str, float]:
    """Time the balance and a page in the middle of the statement, in ms."""
    code, middle = f"filled:{job['lines']}", job["lines"] // 2
    return {
        "balance": _time(lambda: queries.get_balance(code), job["times"]),
        "statement": _time(lambda: queries.list_statement(code=code), job["times"]),
        "middle": _time(lambda: queries.list_statement(code=code, before=middle), job["times"]),
    }


def _time(call: Callable[[], object], times: int) -> float:
    taken = []
    for _turn in range(times):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    print(json.dumps(globals()[given.pop("do")](given)))
