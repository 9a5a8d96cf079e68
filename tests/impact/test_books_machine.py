"""The kernel beside a plain model: whatever is posted, both say the same."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from impact.books import queries
from impact.books import services as books

DAY = date(2026, 3, 2)
FLOORED = ("hers", "theirs")
ACCOUNTS = ("cash", "fund", *FLOORED)
Sides = tuple[tuple[str, int], ...]


class Books(RuleBasedStateMachine):
    """Posts at random, with keys that repeat, accounts that run dry and sides that differ."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.balances = dict.fromkeys(ACCOUNTS, 0)
        self.posted: dict[str, Sides] = {}

    @initialize()
    def open_accounts(self) -> None:
        books.open_account(code="cash", kind="asset", slots=16)
        books.open_account(code="fund", kind="liability", slots=16)
        for code in FLOORED:
            books.open_account(code=code, kind="liability", floor_minor=0)

    @rule(
        key=st.integers(min_value=0, max_value=30).map("key-{}".format),
        sides=st.lists(
            st.tuples(st.sampled_from(ACCOUNTS), st.integers(min_value=-50, max_value=50)),
            min_size=1,
            max_size=5,
        ),
        skew=st.sampled_from([0, 0, 0, 0, 1]),
    )
    def post(self, key: str, sides: list[tuple[str, int]], skew: int) -> None:
        rest = skew - sum(amount for _, amount in sides)
        lines = tuple((code, amount) for code, amount in [*sides, ("cash", rest)] if amount)
        expected = self._expect(key, lines)
        posting = books.Posting(kind="test", key=key, effective_on=DAY, lines=lines)
        if expected is not None:
            with pytest.raises(expected), transaction.atomic():
                books.post(posting)
            return
        with transaction.atomic():
            made = books.post(posting)
        assert made.is_new is (key not in self.posted)
        if made.is_new:
            self._move(lines)
        self.posted[key] = lines

    def _expect(self, key: str, lines: Sides) -> type[Exception] | None:
        if len(lines) < 2:
            return books.UnbalancedEntryError
        if key in self.posted:
            return None if self.posted[key] == lines else books.KeyReusedError
        running = dict(self.balances)
        # the database moves balances in account order, and no step may go below the floor
        for code, amount in sorted(lines, key=lambda side: ACCOUNTS.index(side[0])):
            running[code] += amount if code == "cash" else -amount
            if code in FLOORED and running[code] < 0:
                return books.OverdrawnError
        return books.UnbalancedEntryError if sum(amount for _, amount in lines) else None

    def _move(self, lines: Sides) -> None:
        for code, amount in lines:
            self.balances[code] += amount if code == "cash" else -amount

    @invariant()
    def balances_agree(self) -> None:
        assert queries.get_balances(codes=ACCOUNTS) == self.balances

    def teardown(self) -> None:
        try:
            assert queries.list_faults() == []
            total = sum(row.balance_minor for row in queries.list_trial_balance())
            assert total == 0
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


@pytest.mark.django_db
def test_books_agree_with_a_plain_model() -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
        ),
    )
