"""The quarters that the demo publishes are alive: money came, was credited and paid."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from impact.banking.queries import get_bank_position, list_gaps
from impact.books import queries as books
from impact.pages.models import FundBatch, Publication
from impact.pages.quarters import name_quarter
from nomi.demo.case_work import seed_case_work
from nomi.demo.catalogue import seed_catalogue
from nomi.demo.consents import seed_consents
from nomi.demo.countries import seed_countries
from nomi.demo.figures import seed_figures
from nomi.demo.giving import FIRST, seed_first_gift
from nomi.demo.orders import seed_orders
from nomi.demo.participants import ACCOUNTS, seed_participants
from nomi.demo.past_training import PAST, PAST_WOMEN
from nomi.demo.payouts import seed_payouts
from nomi.demo.providers import seed_providers
from nomi.demo.public_words import seed_public_words
from nomi.demo.staff import seed_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def _seeded(settings: Any, tmp_path: Path) -> None:
    settings.STAND_IN_FOLDER = str(tmp_path / "stripe")
    settings.PRIVATE_FOLDER = tmp_path
    settings.PAYOUT_MINIMUMS_MINOR = {"bank_wire": 100}
    now = timezone.now()
    seed_countries()
    seed_catalogue()
    seed_participants(now=now)
    seed_staff()
    seed_case_work(now)
    seed_consents(now)
    for _time in range(2):
        seed_first_gift(now)
    seed_providers(now)
    seed_orders(now=now)
    seed_payouts(now)
    seed_public_words(timezone.now())


@pytest.mark.usefixtures("_seeded")
def test_published_quarter_shows_money_that_came_and_went() -> None:
    earlier, latest = Publication.objects.order_by("quarter_on")
    content = latest.content
    quarters = {row.pop("quarter"): row for row in content["fund"]["quarters"]}
    given = FIRST[2].amount_minor // 100
    paid = {
        kind: PAST_WOMEN * PAST[turn][-1] // 100 for turn, kind in enumerate(("school", "course"))
    }
    actuals = {goal["slug"]: goal["actual"] for goal in content["goals"]}
    assert quarters[name_quarter(latest.quarter_on)]["sales"] > 0
    assert sum(row["gifts"] for row in quarters.values()) == given
    assert {row["kind"]: row["dollars"] for row in content["fund"]["spending"]} == paid
    assert int(actuals["credited"]) > given * 0.99
    assert int(actuals["paid"]) == sum(paid.values())
    assert earlier.content["fund"]["spending"] == [{"kind": "school", "dollars": paid["school"]}]
    assert content["women"] == len(ACCOUNTS)
    assert [band for band in content["bands"] if "median" in band] != []
    assert (get_bank_position().difference_minor, list_gaps(), books.list_faults()) == (0, [], [])


@pytest.mark.usefixtures("_seeded")
def test_first_visitor_sees_the_money_that_was_seeded(settings: Any) -> None:
    settings.FUND_BATCH_SECONDS = 86_400
    for _time in range(2):
        seed_figures(timezone.now())

    batch = FundBatch.objects.get()
    assert (batch.allocated_dollars > 0, batch.told_count) == (True, len(ACCOUNTS))
