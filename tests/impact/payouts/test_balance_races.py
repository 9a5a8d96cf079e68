"""Twenty agree at once: the balance moves once. Without its guards it is counted many times."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection

from impact.books import queries as books
from impact.books.models import Entry
from impact.participants.refusals import ProgrammeRefusedError
from impact.payouts.models import BalanceApproval, BalanceRelease
from impact.payouts.services import balances
from tests.impact.payouts.leaving import FUND, HERS, LEFT_WITH, agree, leave, move_on, propose
from tests.impact.payouts.test_payout_races import run_at_once
from tests.meeting import meet_after

pytestmark = pytest.mark.django_db(transaction=True)


def agree_at_once() -> tuple[int, int, int]:
    """Let twenty people agree; return the approvals, the entries and what the fund has."""
    release = BalanceRelease.objects.get()
    run_at_once(lambda place: agree(release, f"staff:{100 + place}"))
    entries = Entry.objects.filter(kind="balance-release").count()
    return BalanceApproval.objects.count(), entries, books.get_balance(FUND)


def test_twenty_at_once_release_once() -> None:
    leave()
    propose()

    assert agree_at_once() == (2, 1, LEFT_WITH)
    assert books.get_balance(HERS) == 0
    assert books.list_faults() == []


@contextmanager
def without_guards() -> Iterator[None]:
    """Take off the rules on the rows and the floor of her account."""
    tables = ("payouts_balancerelease", "payouts_balanceapproval")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE books_balance SET floor_minor = NULL WHERE account_id ="
            " (SELECT id FROM books_account WHERE code = %s)",
            [HERS],
        )
        cursor.execute("SET session_replication_role = origin")
        try:
            yield
        finally:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_control_twenty_release_more_than_once_without_the_guards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leave()
    propose()
    rows, post = BalanceRelease.objects.select_related("account"), balances.books.post
    monkeypatch.setattr(
        balances, "lock_release", meet_after(lambda key: rows.all().get(pk=key), 20)
    )
    monkeypatch.setattr(balances, "get_balance", lambda _code: LEFT_WITH)
    monkeypatch.setattr(
        balances.books, "post", lambda one: post(replace(one, key=f"{one.key}:{uuid4()}"))
    )

    with without_guards():
        approvals, entries, fund = agree_at_once()

    assert approvals > 2
    assert entries > 1
    assert fund == entries * LEFT_WITH


def test_her_return_and_the_second_yes_at_once_are_one_after_the_other() -> None:
    leave()
    release = propose()
    agree(release)

    def act(place: int) -> str:
        if place % 2:
            agree(release, f"staff:{100 + place}")
            return "agreed"
        try:
            move_on("active")
        except ProgrammeRefusedError:
            return "stays"
        return "back"

    answers = [answer for answer in run_at_once(act) if isinstance(answer, str)]

    release.refresh_from_db()
    moved = release.state == "released"
    assert answers.count("agreed") == moved
    assert books.get_balance(HERS) == (0 if moved else LEFT_WITH)
