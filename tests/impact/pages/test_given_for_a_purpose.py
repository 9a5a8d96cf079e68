"""What one payment frees of money given for a purpose, or brings back to it: no figure tells."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from impact.books.queries import get_balance
from impact.giving.services.spending import release_spent
from impact.pages.counting.money import read_actuals
from impact.pages.models import FundBatch, PublicationCard
from impact.pages.quarters import find_quarter
from impact.pages.services import publish_fund_batch
from impact.payouts.models import TrainingProvider
from impact.shares.services.allocation import allocate_fund
from tests.impact.consents.builders import allow
from tests.impact.giving.builders import receive_here
from tests.impact.pages.cohorts import (
    DUE,
    NEXT_DUE,
    NEXT_QUARTER,
    open_accounts,
    publish,
)
from tests.impact.pages.paying import bring_back, credit, make_provider, pay, shift

DAY = timedelta(days=1)
BEFORE = (5_000, 10_800, 0)


@pytest.fixture
def codes(db: None, settings: Any, tmp_path: Path) -> list[str]:
    """Thirty accounts were credited, $5,000.00 given for schools, and that day's figures shown."""
    settings.PRIVATE_FOLDER = tmp_path
    codes = open_accounts(30)
    credit(codes, days_ago=0)
    receive_here(purpose="school", amount_minor=500_000)
    shift(3)
    publish_fund_batch(now=timezone.now() - DAY)
    return codes


def read_day(*, days: int = 1) -> tuple[int, int, int]:
    """Publish a later day's figures; return what is available, was credited, and the reserve."""
    publish_fund_batch(now=timezone.now() + days * DAY)
    batch = FundBatch.objects.latest("period")
    return (batch.available_dollars, batch.credited_dollars, batch.reserve_dollars)


def read_first_day() -> tuple[int, int, int]:
    batch = FundBatch.objects.earliest("period")
    return (batch.available_dollars, batch.credited_dollars, batch.reserve_dollars)


def free_and_divide() -> None:
    release_spent(now=timezone.now())
    allocate_fund(now=timezone.now())


def let_the_reserve_give(codes: list[str], *, school: TrainingProvider | None = None) -> None:
    """Pay for each out of the gift; the money comes back when what it freed is divided."""
    payouts = pay(codes, school or make_provider())
    free_and_divide()
    bring_back(payouts)
    release_spent(now=timezone.now())


@pytest.mark.parametrize(("count", "after"), [(1, BEFORE), (10, BEFORE), (11, (3_680, 12_120, 0))])
def test_payments_that_free_a_gift_are_told_from_eleven_accounts_on(
    codes: list[str], count: int, after: tuple[int, int, int]
) -> None:
    pay(codes[:count], make_provider())

    free_and_divide()

    assert get_balance("fund:training:for:school") == 500_000 - 12_000 * count
    assert (read_first_day(), read_day()) == (BEFORE, after)


@pytest.mark.parametrize(("count", "after"), [(1, BEFORE), (11, (5_000, 12_120, -1_320))])
def test_payments_that_the_reserve_brings_back_are_told_from_eleven_accounts_on(
    codes: list[str], count: int, after: tuple[int, int, int]
) -> None:
    let_the_reserve_give(codes[:count])

    assert get_balance("reserve") == -12_000 * count
    assert read_day() == after


@pytest.mark.parametrize(
    ("count", "pages", "reserve"), [(11, 0, -1_320), (11, 1, 0), (12, 1, -1_440), (12, 12, -1_440)]
)
def test_reserve_tells_of_eleven_beside_those_whose_pages_tell_their_own(
    codes: list[str], count: int, pages: int, reserve: int
) -> None:
    """Or a reader takes the women with pages away, and sees what came back of ten."""
    for code in codes[:pages]:
        allow(code, DUE - DAY)
    publish()

    let_the_reserve_give(codes[:count])

    assert (PublicationCard.objects.count(), read_day()[2]) == (pages, reserve)


def test_page_that_is_new_takes_back_nothing_that_the_reserve_told(codes: list[str]) -> None:
    """And what is told next differs by eleven without her, not by the twelfth alone."""
    publish()
    school = make_provider()
    let_the_reserve_give(codes[:11], school=school)
    shift(1)
    told = [read_day(days=0)[2]]
    allow(codes[0], NEXT_DUE - DAY)
    publish(NEXT_QUARTER, now=NEXT_DUE)

    let_the_reserve_give(codes[11:12], school=school)
    told.append(read_day()[2])

    assert told == [-1_320, -1_320]
    assert get_balance("reserve") == -144_000


def test_goal_tells_what_the_days_told_was_set_aside(codes: list[str]) -> None:
    """Not what the books say of it by now: a payment that came back would show in it."""
    let_the_reserve_give(codes[:1])
    told = read_day()

    actuals = read_actuals(
        quarter_on=find_quarter(timezone.now().date()), people_count=30, spending=[]
    )

    assert (actuals["set_aside"], actuals["credited"]) == (sum(told), told[1])
