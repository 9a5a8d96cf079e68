"""What two days' figures of the fund tell together: of eleven accounts, or of nobody."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impact.pages.models import FundBatch
from impact.pages.services import publish_fund_batch
from impact.pages.suppression.following import may_follow, subtract
from tests.impact.pages.cohorts import DUE, open_accounts, publish
from tests.impact.payouts import builders

STAGES = (0, 1, 2)


@pytest.fixture(autouse=True)
def _private_folder(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_FOLDER = tmp_path


@pytest.mark.parametrize("more", [1, 11])
def test_new_accounts_do_not_show_the_day_on_which_they_came(db: None, more: int) -> None:
    now = max(timezone.now(), DUE)
    open_accounts(30)
    publish(now=now)
    publish_fund_batch(now=now)
    open_accounts(more, first=100)

    publish_fund_batch(now=now + timedelta(days=1))

    assert list(FundBatch.objects.values_list("account_count", flat=True)) == [30, 30]


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(early=st.integers(11, 24), late=st.lists(st.integers(0, 12), min_size=1, max_size=3))
def test_first_publication_beside_the_days_before_it_tells_of_no_few(
    db: None, early: int, late: list[int]
) -> None:
    """Who came after the quarter's end is told by no difference of two numbers that were shown."""
    with transaction.atomic():
        told = [*show_days(early=early, late=late), publish().people_count]
        publish_fund_batch(now=DUE + timedelta(days=9))
        told.append(FundBatch.objects.latest("period").told_count or 0)
        transaction.set_rollback(True)

    differences = {abs(one - other) for one in told for other in told}
    assert differences.isdisjoint(range(1, 11))
    assert told[-2:] == [early, early]


def show_days(*, early: int, late: list[int]) -> list[int]:
    """Let some come before the quarter's end and some after it; return the numbers shown."""
    open_accounts(early)
    for day, more in enumerate(late):
        open_accounts(more, first=100 + 20 * day, on=DUE.date())
        publish_fund_batch(now=DUE + timedelta(days=day))
    shown = [one.told_count for one in FundBatch.objects.shown()]
    assert len(shown) == len(late)
    return [count for count in shown if count is not None]


def test_pages_say_eleven_or_more_before_the_first_publication(client: Client, db: None) -> None:
    open_accounts(67)
    publish_fund_batch(now=timezone.now())

    pages = {name: client.get(reverse(f"impact:{name}")) for name in SHOWING}
    texts = {name: page.content.decode() for name, page in pages.items()}

    assert [name for name, text in texts.items() if re.search(r"\b67\b", text)] == []
    for name in ("home", "fund", "badge"):
        assert "11 or more" in texts[name]


SHOWING = ("home", "fund", "badge", "fund-csv", "how-it-works")


@pytest.fixture
def shown(db: None) -> FundBatch:
    """Figures over eleven accounts were shown yesterday."""
    builders.fill_account()
    now = timezone.now()
    return FundBatch.objects.create(
        period=1,
        as_of=now - timedelta(days=1),
        published_at=now,
        account_count=30,
        payout_account_count=11,
        uses_as_of=now - timedelta(days=1),
        pending_dollars=0,
        available_dollars=0,
        allocated_dollars=500,
        committed_dollars=40,
        paid_dollars=30,
        completed_dollars=20,
        reserve_dollars=0,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("guard", ["on", "off"])
def test_one_payment_moves_no_figure_shown(
    shown: FundBatch, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    """With its control: without the guard the payment is read from two days' figures."""
    monkeypatch.setattr("impact.pages.services.fund.count_fewest_accounts", lambda **_: 11)
    if guard == "off":
        monkeypatch.setattr("impact.pages.counting.telling.may_follow", lambda *_, **__: True)
    builders.settle_payout(builders.make_payout(builders.make_provider()))

    publish_fund_batch(now=timezone.now() + timedelta(days=1))

    batch = FundBatch.objects.get(period__gt=1)
    figures = (batch.committed_dollars, batch.paid_dollars, batch.completed_dollars)
    assert (figures == (40, 30, 20)) is (guard == "on")
    assert (batch.uses_as_of == shown.uses_as_of) is (guard == "on")


@pytest.mark.django_db
def test_figures_that_became_rare_stand(shown: FundBatch) -> None:
    publish_fund_batch(now=timezone.now() + timedelta(days=1))

    batch = FundBatch.objects.get(period__gt=1)
    assert (batch.payout_account_count, batch.paid_dollars) == (11, 30)
    assert batch.uses_as_of == shown.uses_as_of


@given(
    st.lists(
        st.tuples(st.integers(0, 24), st.sampled_from(STAGES), st.integers(1, 900)), max_size=80
    )
)
def test_figures_shown_one_after_the_other_tell_of_eleven(
    payments: list[tuple[int, int, int]],
) -> None:
    """Day by day a payment moves on; whatever two figures that were shown differ by is many's."""
    now: dict[str, tuple[int, ...]] = {}
    last: dict[str, tuple[int, ...]] = {}
    for who, stage, cents in payments:
        old = now.get(str(who), (0, 0, 0))
        now[str(who)] = tuple(old[one] + cents * (one == stage) for one in STAGES)
        if may_follow(subtract(now, last)):
            for stages in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), STAGES):
                changed = [
                    code
                    for code, amounts in now.items()
                    if sum(amounts[one] - last.get(code, (0, 0, 0))[one] for one in stages)
                ]
                assert len(changed) == 0 or len(changed) >= 11
            last = dict(now)


def test_sum_of_two_figures_may_tell_of_few_though_each_moves_for_many() -> None:
    """Eleven payments go from committed to paid, and one is new: their sum moves by hers alone."""
    before = {str(one): (100, 0, 0) for one in range(11)}
    now = {str(one): (0, 100, 0) for one in range(11)} | {"x": (77, 0, 0)}

    assert not may_follow(subtract(now, before))
    assert may_follow(subtract({**now, "x": (0, 0, 0)}, before))
