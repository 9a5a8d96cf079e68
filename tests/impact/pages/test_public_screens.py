"""Staff draw up, look through and publish; what is withheld is seen to be."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.pages.models import GoalVersion, Publication, Update
from impact.pages.quarters import find_due_quarter
from nomi.staff import roles
from tests.impact.pages.cohorts import open_accounts, set_status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _by_password_alone(settings: Any) -> None:
    settings.STAFF_WITHOUT_SECOND_FACTOR = True


def sign_in(role: str, name: str = "") -> Client:
    user = get_user_model().objects.create_user(
        username=name or role, email=f"{name or role}@nomi.example".replace(" ", ""), is_staff=True
    )
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def ask(client: Client, row: Any, name: str, **values: str) -> int:
    label = row._meta.model_name
    page = reverse(f"admin:impact_pages_{label}_ask", args=(row.pk, name))
    return client.post(page, values).status_code


def draw_up(client: Client) -> Publication:
    due = find_due_quarter(timezone.now())
    page = reverse("admin:impact_pages_publication_add")
    client.post(page, {"quarter_on": due.isoformat()})
    return Publication.objects.get()


def test_two_people_bring_a_publication_out() -> None:
    codes = open_accounts(30)
    set_status(codes[:3], "graduated")
    programme, finance = sign_in(roles.PROGRAMME), sign_in(roles.FINANCE)
    made = draw_up(programme)

    page = programme.get(reverse("admin:impact_pages_publication_change", args=(made.pk,)))
    refused = ask(programme, made, "approve")
    ask(programme, made, "review", note="Read")
    ask(finance, made, "approve")

    assert "a part of it would speak of fewer than eleven women" in page.content.decode()
    assert refused == 403
    made.refresh_from_db()
    assert made.state == Publication.State.APPROVED


def test_goal_is_changed_with_a_reason() -> None:
    programme = sign_in(roles.PROGRAMME)
    words = {
        "slug": "accounts",
        "title": "An account for each maker",
        "indicator": "Training accounts",
        "unit": "women",
        "baseline": "0",
        "baseline_on": "2025-01-01",
        "target": "50",
        "due_on": "2027-12-31",
        "source": "accounts",
        "is_shown": "on",
        "reason": "Plan",
    }
    programme.post(reverse("admin:impact_pages_strategicgoal_add"), words)
    goal = GoalVersion.objects.get().goal

    silent = programme.post(
        reverse("admin:impact_pages_strategicgoal_ask", args=(goal.pk, "write")),
        {**words, "target": "60", "reason": ""},
    )
    ask(programme, goal, "write", **{**words, "target": "60", "reason": "More orders"})

    assert silent.status_code == 200
    assert 'value="60"' in silent.content.decode()
    assert list(goal.versions.values_list("target", "reason")) == [
        (60, "More orders"),
        (50, "Plan"),
    ]


def test_content_writes_and_the_manager_publishes() -> None:
    content, manager = sign_in(roles.CONTENT), sign_in(roles.MANAGER)
    words = {
        "slug": "zippers",
        "kind": "news",
        "title": "Zippers",
        "summary": "A course.",
        "body": "<p>In May.</p>",
        "account_code": "",
    }
    content.post(reverse("admin:impact_pages_update_add"), words)
    row = Update.objects.get()

    answers = [ask(content, row, "publish"), ask(manager, row, "publish")]

    row.refresh_from_db()
    assert answers == [403, 302]
    assert row.state == Update.State.PUBLISHED


def test_address_that_is_taken_keeps_what_was_typed() -> None:
    content = sign_in(roles.CONTENT)
    words = {
        "slug": "zippers",
        "kind": "news",
        "title": "Zippers",
        "summary": "A course.",
        "body": "<p>In May.</p>",
    }
    page = reverse("admin:impact_pages_update_add")
    content.post(page, words)

    again = content.post(page, {**words, "title": "Other words"})

    assert "Choose another." in again.content.decode()
    assert "Other words" in again.content.decode()
    assert Update.objects.count() == 1
