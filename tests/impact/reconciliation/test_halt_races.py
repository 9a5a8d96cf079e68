"""A halt is never lifted while a difference that stops payouts is open, however things race."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from impact.books import halts
from impact.books.halts import OPEN_DIFFERENCE, StillBrokenError, find_halts, lift_halt, raise_halt
from impact.reconciliation.checks.findings import Finding
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.discrepancies import keep_findings, resolve
from tests.meeting import count_waiting, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def _find(kind: str) -> None:
    finding = Finding(kind=kind, reference="", words=f"{kind}.", amount_minor=1, is_blocking=True)
    keep_findings(findings=[finding], kinds=(), now=NOW)


def _start(work: Callable[[], object]) -> Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def _wait_for_the_other(is_over: Event) -> None:
    """Wait until the other side waits for a lock, or is through where there is none."""
    assert wait_until(lambda: is_over.is_set() or count_waiting() > 0)


def _lift_while_a_run_finds_something() -> list[str]:
    """Let a person lift a halt without a cause while a run is about to write one down."""
    raise_halt(cause=OPEN_DIFFERENCE, words=["Long gone."], now=NOW)
    [halt] = find_halts()
    has_found, is_over, told = Event(), Event(), []

    def find_and_pause() -> None:
        with transaction.atomic():
            _find("stripe balance")
            has_found.set()
            _wait_for_the_other(is_over)

    def lift() -> None:
        has_found.wait(timeout=60)
        try:
            lift_halt(halt_id=halt.pk, actor="staff:1", reason="Nothing is open", now=NOW)
        except StillBrokenError as error:
            told.append(str(error))
        finally:
            is_over.set()

    for thread in [_start(find_and_pause), _start(lift)]:
        thread.join(timeout=60)
    return told


def test_halt_is_not_lifted_while_a_run_writes_a_difference_down() -> None:
    told = _lift_while_a_run_finds_something()

    assert told == ["Not lifted, as it still stands: stripe balance."]
    assert [halt.words for halt in find_halts()] == ["stripe balance."]
    assert Discrepancy.objects.open().count() == 1


def test_halt_is_lifted_wrongly_without_the_lock(monkeypatch: Any) -> None:
    monkeypatch.setattr(halts, "lock_cause", lambda _cause: None)

    told = _lift_while_a_run_finds_something()

    assert (told, find_halts()) == ([], [])
    assert Discrepancy.objects.open().count() == 1


def _resolve_both_at_once() -> None:
    """Let two people explain the last two differences in the same moment."""
    _find("stripe balance")
    _find("trust not covered")
    first, second = Discrepancy.objects.order_by("pk")
    has_resolved, is_over = Event(), Event()

    def explain_and_pause() -> None:
        with transaction.atomic():
            resolve(discrepancy_id=first.pk, actor="staff:1", reason="Asked", now=NOW)
            has_resolved.set()
            _wait_for_the_other(is_over)

    def explain() -> None:
        has_resolved.wait(timeout=60)
        resolve(discrepancy_id=second.pk, actor="staff:2", reason="Asked", now=NOW)
        is_over.set()

    for thread in [_start(explain_and_pause), _start(explain)]:
        thread.join(timeout=60)


def test_halt_goes_when_the_last_two_differences_are_explained_at_once() -> None:
    _resolve_both_at_once()

    assert Discrepancy.objects.open().count() == 0
    assert find_halts() == []


def test_halt_stays_for_nothing_without_the_lock(monkeypatch: Any) -> None:
    monkeypatch.setattr(halts, "lock_cause", lambda _cause: None)

    _resolve_both_at_once()

    assert Discrepancy.objects.open().count() == 0
    assert len(find_halts()) == 1
