"""Her page leads on to what hangs on it, and days are written as everywhere."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from impact.participants.services.plans import reach_milestone
from tests.impact.participants.builders import (
    NOON,
    WORKER,
    agree,
    hold,
    make_participant,
    make_plan,
    sign_in,
)

pytestmark = pytest.mark.django_db


def read(row: Any, *, name: str = "cora") -> str:
    """Open a row's own page as the programme does."""
    address = reverse(f"admin:participants_{row._meta.model_name}_change", args=(row.pk,))
    return sign_in(name=name).get(address).content.decode()


def test_her_page_leads_to_her_interviews_and_plans_by_a_link_that_needs_no_mouse() -> None:
    participant = make_participant()
    rows = hold(participant), make_plan(participant)

    page = read(participant)

    for row in rows:
        own = reverse(f"admin:participants_{row._meta.model_name}_change", args=(row.pk,))
        assert f'href="{own}"' in page


def test_days_on_her_page_are_written_as_everywhere() -> None:
    participant = make_participant()
    agree(make_plan(participant))

    page = read(participant)

    facts = page[page.index("Entered on") : page.index("Her statement")]
    assert re.search(r"\(\d+ [A-Z][a-z]{2} \d{4}\)", facts)
    assert re.findall(r"\d{4}-\d\d-\d\d", facts) == []


def test_plan_tells_when_a_milestone_was_reached_and_what_shows_it() -> None:
    plan = make_plan(make_participant())
    agree(plan)
    before = read(plan)
    reach_milestone(
        milestone_id=plan.milestones.get().pk,
        done_on=date(2026, 1, 9),
        evidence="Certificate 12",
        actor=WORKER,
        now=NOON,
    )

    after = read(plan, name="dora")

    assert "Certificate 12" not in before
    assert ("9 Jan 2026" in after, "Certificate 12" in after) == (True, True)
