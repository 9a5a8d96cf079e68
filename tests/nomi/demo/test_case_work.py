"""The demo's participants have honest paths: gaps, falls, late milestones, no name."""

from itertools import pairwise

import pytest
from django.utils import timezone

from impact.participants.models import Interview, Participant
from impact.participants.queries.interviews import list_due
from impact.participants.queries.plans import find_overdue_milestones, find_plans_in_force
from nomi.demo.case_work import seed_case_work
from nomi.demo.participants import seed_participants
from nomi.demo.staff import seed_staff

pytestmark = pytest.mark.django_db


def test_paths_have_honest_gaps_and_falls() -> None:
    now = timezone.now()
    seed_staff()
    seed_participants(now=now)
    for _time in range(2):
        seed_case_work(now=now)

    asked = Interview.objects.filter(wave__gt=0)
    missing = asked.exclude(outcome="done").count() / asked.count()
    intakes = Interview.objects.filter(wave=0).values_list("daily_minor", flat=True)
    assert Interview.objects.filter(wave=0).count() == Participant.objects.count() == 23
    assert 0.15 <= missing <= 0.20
    assert 85 <= min(intakes) < 100 < max(intakes) <= 200
    assert count_falls() >= 5
    assert {due.wave for due in list_due(on=now.date()) if due.is_overdue(now.date())} != set()
    assert find_overdue_milestones(on=now.date()).count() >= 3
    assert find_plans_in_force().count() == 23


def count_falls() -> int:
    """Return how many interviews stand below the one before them."""
    falls = 0
    for participant in Participant.objects.all():
        held = participant.interviews.filter(outcome="done").order_by("wave")
        daily = list(held.values_list("daily_minor", flat=True))
        falls += sum(later < before for before, later in pairwise(daily))
    return falls
