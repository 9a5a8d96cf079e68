"""A quarter's spending by kind beside the daily figures, before it and after: nothing of few."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from impact.pages.models import FundBatch, Publication
from impact.pages.quarters import add_quarters, find_end, find_quarter
from impact.pages.services import publish_fund_batch
from impact.pages.stages import list_stages
from tests.impact.pages.cohorts import open_accounts, publish
from tests.impact.pages.paying import COMPLETED, HELD, PAID, credit, make_provider, pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_folder(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_FOLDER = tmp_path


@pytest.fixture
def quarter_on() -> date:
    """The quarter that is due."""
    return add_quarters(find_quarter(timezone.now().date()), -2)


@pytest.fixture
def codes(quarter_on: date) -> list[str]:
    """Sixty accounts were credited long before."""
    codes = open_accounts(60)
    credit(codes, days_ago=count_days_since(quarter_on) + 60)
    return codes


def count_days_since(quarter_on: date) -> int:
    """Return the days since the quarter's end."""
    return (timezone.now() - find_end(quarter_on)).days


def read_spending(publication: Publication) -> dict[str, int]:
    return {row["kind"]: row["dollars"] for row in publication.content["fund"]["spending"]}


@pytest.mark.parametrize("more", [1, 11])
def test_kind_less_a_day_of_the_quarter_tells_of_eleven(
    quarter_on: date, codes: list[str], more: int
) -> None:
    """All was for schools on that day: what more the quarter tells of schools came since."""
    over = count_days_since(quarter_on)
    school, tools = make_provider(), make_provider("tools")
    pay(codes[:11], school, stage=HELD, days_ago=over + 40)
    pay(codes[:11], school, stage=PAID, days_ago=over + 40)
    pay(codes[:11], school, stage=COMPLETED, days_ago=over + 40)
    publish_fund_batch(now=timezone.now() - timedelta(days=over + 30))
    pay(codes[20 : 20 + more], school, days_ago=over + 20)
    pay(codes[40:51], tools, days_ago=over + 20)
    publish_fund_batch(now=timezone.now() - timedelta(days=over + 10))

    told = read_spending(publish(quarter_on, now=timezone.now()))

    days = FundBatch.objects.order_by("period").values_list("paid_dollars", "completed_dollars")
    assert list(days) == [(1_320, 1_320), (1_320, 2_640 + 120 * more)]
    assert told == ({} if more == 1 else {"school": 3_960, "tools": 1_320})


@pytest.mark.parametrize("more", [1, 11])
def test_day_less_the_quarter_before_it_tells_of_eleven(
    quarter_on: date, codes: list[str], more: int
) -> None:
    """The first day that tells what was paid has one payment more than a quarter told."""
    over = count_days_since(quarter_on)
    school = make_provider()
    pay(codes[:11], school, stage=PAID, days_ago=over + 40)
    pay(codes[11:22], school, stage=COMPLETED, days_ago=over + 40)
    publish_fund_batch(now=timezone.now() - timedelta(days=over + 30))
    pay(codes[:11], school, stage=HELD, days_ago=over - 10)
    pay(codes[30 : 30 + more], school, days_ago=over - 10)
    told = read_spending(publish(quarter_on, now=timezone.now()))

    publish_fund_batch(now=timezone.now())

    last = FundBatch.objects.first()
    assert told == {"school": 2_640}
    assert [stage.code for stage in list_stages(last)] == (
        ["pending", "available", "allocated"]
        if more == 1
        else ["pending", "available", "allocated", "committed", "paid", "completed"]
    )
