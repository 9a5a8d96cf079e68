"""What django-hordak does, in its own environment: `python -m bench.books.hordak_side '{job}'`.

A transaction is posted as its documentation posts one: a Transaction and its Legs created inside
one database transaction, with its own constraints and deferred triggers in force.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from hordak.models import Account, Leg, Transaction
from moneyed import Money

from bench.books.crowd import post_at_once

SIDES = (("debit", 18), ("credit", 18), ("debit", 2), ("credit", 2))
TYPES = ("AS", "IN", "EX", "LI")


def prepare(_job: dict[str, Any]) -> None:
    call_command("migrate", verbosity=0)
    for number, kind in enumerate(TYPES):
        Account.objects.create(name=f"hot {number}", code=f"{number}", type=kind)


def post(sides: list[tuple[Account, dict[str, Money]]], name: str) -> None:
    with transaction.atomic():
        made = Transaction.objects.create(description=name)
        for account, amount in sides:
            Leg.objects.create(transaction=made, account=account, **amount)


def measure(job: dict[str, Any]) -> dict[str, float]:
    accounts = list(Account.objects.filter(name__startswith="hot").order_by("code"))
    connection.close()
    sides = [
        (account, {side: Money(dollars, "USD")})
        for account, (side, dollars) in zip(accounts, SIDES, strict=True)
    ]
    return post_at_once(lambda name: post(sides, name), **job)


def fill(job: dict[str, Any]) -> None:
    """Give the first account `legs` legs against the second, in whole transactions of 1,000."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
                INSERT INTO hordak_transaction (uuid, timestamp, date, description)
                SELECT gen_random_uuid(), now(), current_date, ''
                  FROM generate_series(1, %s) RETURNING id
            )
            INSERT INTO hordak_leg (uuid, transaction_id, account_id, debit, credit, currency,
                                    description)
            SELECT gen_random_uuid(), made.id, account.id,
                   CASE WHEN account.code = '0' THEN 1 END, CASE WHEN account.code = '1' THEN 1 END,
                   'USD', ''
              FROM made JOIN hordak_account AS account ON account.code IN ('0', '1')
            """,
            [job["legs"]],
        )
        cursor.execute("VACUUM ANALYZE hordak_leg")


def read(job: dict[str, Any]) -> dict[str, float]:
    """Time the balance of the first account and a page of its statement, in ms."""
    account = Account.objects.get(code="0")
    legs = account.legs.with_account_balance_after().order_by("-id")
    return {
        "balance": _time(lambda: Account.objects.with_balances().get(pk=account.pk), job["times"]),
        "statement": _time(lambda: list(legs.select_related("transaction")[:50]), 1),
    }


def _time(call: Any, times: int) -> float:
    call() if times > 1 else None
    began = time.perf_counter()
    for _turn in range(times):
        call()
    return (time.perf_counter() - began) * 1000 / times


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    print(json.dumps(globals()[given.pop("do")](given)))
