"""A run's entries: one debit of the fund for as many credits as an entry holds."""

from datetime import timedelta

import pytest

from impact.books import queries as books
from impact.books.models import Entry
from impact.shares.services import allocation
from impact.shares.services.maturity import mature_shares
from tests.impact.sales import NOON, sell

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=31)


def test_run_posts_one_debit_of_the_fund_per_entry(
    accounts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sell()
    mature_shares(now=LATER)
    monkeypatch.setattr(allocation, "CREDITS_PER_ENTRY", 4)

    run = allocation.allocate_fund(now=LATER)

    made = Entry.objects.filter(kind="allocation").order_by("pk")
    assert list(made.values_list("key", "line_count")) == [
        (f"allocate:{run.pk}:1", 5),
        (f"allocate:{run.pk}:2", 5),
        (f"allocate:{run.pk}:3", 4),
    ]
    assert books.get_balance("fund:training:available") == 0
    assert books.get_balances(codes=[f"training:{code}" for code in accounts]) == {
        f"training:{code}": 56 for code in accounts
    }
    assert books.list_faults() == []


def test_fewer_cents_than_accounts_post_no_empty_credit(accounts: list[str]) -> None:
    sell()
    mature_shares(now=LATER)
    parts = dict.fromkeys(accounts[:3], 1) | dict.fromkeys(accounts[3:], 0)
    run = allocation.AllocationRun(pk=7)

    (posting,) = allocation._list_postings(run=run, parts=parts, on=LATER.date())

    assert posting.lines == [
        ("fund:training:available", 3),
        *((f"training:{code}", -1) for code in accounts[:3]),
    ]
