"""Two people decide at once: one effect. Each race has a twin with its guards off."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from impact.books import queries as books
from impact.books.models import Entry
from impact.shares.models import ReserveTopUp, SharePolicy
from impact.shares.services import decisions, reserve
from impact.shares.services.decisions import RefusedError
from impact.shares.services.policies import Rates, propose_share_policy

pytestmark = pytest.mark.django_db(transaction=True)
ANN, BEN, CAY = "staff:1", "staff:2", "staff:3"
BEFORE = "It was decided before."


def at_once(decide: Callable[..., Any], proposal: Any) -> list[str]:
    """Let two people decide together; return what each was told, in words."""
    barrier, answers = Barrier(2), {}

    def run(actor: str) -> None:
        try:
            barrier.wait(timeout=60)
            decide(proposal, actor=actor, reason="Read", now=timezone.now())
            answers[actor] = "done"
        except RefusedError as refusal:
            answers[actor] = str(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(actor,)) for actor in (BEN, CAY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(answers.values())


@pytest.fixture
def policy() -> SharePolicy:
    return propose_share_policy(
        rates=Rates(share_basis_points=5_000, fund_basis_points=8_000, reserve_basis_points=2_000),
        effective_on=timezone.now().date() + timedelta(days=3),
        text="Half of the markup.",
        reason="The board decided so",
        actor=ANN,
        now=timezone.now(),
    )


@pytest.fixture
def top_up() -> ReserveTopUp:
    return reserve.propose_top_up(
        amount_minor=25_000, reason="Year end", actor=ANN, now=timezone.now()
    )


@pytest.fixture
def _slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each linger over the proposal, so that the other surely comes in between."""
    look = decisions._lock

    def look_long(proposal: Any) -> Any:
        fresh = look(proposal)
        time.sleep(0.4)
        return fresh

    monkeypatch.setattr(decisions, "_lock", look_long)


@contextmanager
def without_guards(monkeypatch: pytest.MonkeyPatch, table: str) -> Iterator[None]:
    """Take off the lock, and the trigger by which the database decides once."""
    both_looked = Barrier(2)

    def look(proposal: Any) -> Any:
        fresh = type(proposal).objects.get(pk=proposal.pk)
        both_looked.wait(timeout=60)
        return fresh

    monkeypatch.setattr(decisions, "_lock", look)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.usefixtures("_slowly")
def test_policy_approved_twice_at_once_is_approved_by_one(policy: SharePolicy) -> None:
    answers = at_once(decisions.approve, policy)

    policy.refresh_from_db()
    assert answers == [BEFORE, "done"]
    assert policy.state == "approved"
    assert policy.decided_by in {BEN, CAY}


def test_control_policy_without_lock_and_trigger_is_approved_by_both(
    policy: SharePolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, "shares_sharepolicy"):
        answers = at_once(decisions.approve, policy)

    assert answers == ["done", "done"]


@pytest.mark.usefixtures("_slowly")
def test_top_up_approved_twice_at_once_moves_the_money_once(top_up: ReserveTopUp) -> None:
    answers = at_once(reserve.approve_top_up, top_up)

    assert answers == [BEFORE, "done"]
    assert Entry.objects.filter(kind="reserve-top-up").count() == 1
    assert books.get_balance("reserve") == 25_000


def test_control_top_up_without_lock_trigger_and_key_moves_the_money_twice(
    top_up: ReserveTopUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = reserve.books.post
    monkeypatch.setattr(
        reserve.books, "post", lambda one: post(replace(one, key=f"{one.key}:{one.actor}"))
    )

    with without_guards(monkeypatch, "shares_reservetopup"):
        answers = at_once(reserve.approve_top_up, top_up)

    assert answers == ["done", "done"]
    assert books.get_balance("reserve") == 50_000
