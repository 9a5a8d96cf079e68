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
COLD = 400
"""Accounts over which the cold posting spreads."""


def prepare(_job: dict[str, Any]) -> None:
    call_command("migrate", verbosity=0)
    for number in range(COLD):
        books.open_account(code=f"cold:{number}", kind="asset")


def post(name: str) -> None:
    today = date(2026, 3, 2)
    books.post(books.Posting(kind="sale", key=name, effective_on=today, lines=LINES))


def measure(job: dict[str, Any]) -> dict[str, float]:
    connection.close()
    return post_at_once(post, **job)


def fill(job: dict[str, Any]) -> None:
    """Give one account of its own `lines` lines, in whole entries."""
    code = f"filled:{job['lines']}"
    books.open_account(code=code, kind="asset")
    books.open_account(code="filler", kind="asset")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    step = 500
    for start in range(0, job["lines"], step):
        books.post_batch(
            [
                books.Posting(
                    kind="fill",
                    key=f"{code}:{start}",
                    effective_on=date(2026, 3, 2),
                    lines=[*[(code, 1)] * step, ("filler", -step)][: step + 1],
                )
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE books_line")


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
