"""A list is narrowed by what it offers; nobody guesses at a column that she is not shown."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import reverse

from impact.participants.models import Interview
from nomi.platform.screens import Screen
from nomi.staff import roles
from tests.impact.participants.builders import make_participant, sign_in

pytestmark = pytest.mark.django_db


def ask(client: Client, name: str, **narrowed: Any) -> Any:
    return client.get(reverse(f"admin:{name}_changelist"), narrowed)


def test_auditor_cannot_ask_which_women_are_survivors() -> None:
    make_participant(is_survivor=True)
    make_participant("BBBBBBBB", is_survivor=False)
    auditor = sign_in(roles.AUDITOR, "audra")

    answers = [
        ask(auditor, "participants_participant", **asked)
        for asked in (
            {"is_survivor__exact": "1"},
            {"is_survivor": "1"},
            {"is_at_risk__isnull": "0"},
            {"account__participant__is_survivor": "1"},
            {"notes__words__contains": "school"},
        )
    ]

    assert {answer.status_code for answer in answers} == {400}
    assert "BBBBBBBB" not in "".join(answer.text for answer in answers)


@pytest.mark.parametrize("role", [roles.MANAGER, roles.AUDITOR])
def test_nobody_reads_a_password_letter_by_letter(role: str) -> None:
    get_user_model().objects.create_user("boss", "boss@nomi.example", "buy-her-bag")
    who = sign_in(role, "mara")

    answers = [
        ask(who, "auth_user", **{name: "pbkdf2"})
        for name in ("password__startswith", "password__lt", "password")
    ]

    assert {answer.status_code for answer in answers} == {400}


def test_no_list_is_narrowed_by_a_column_that_it_does_not_offer(staff_client: Client) -> None:
    asked = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        + f"?{field.name}__isnull=0"
        for model, screen in admin.site._registry.items()
        for field in model._meta.concrete_fields
        if field.name not in list_offered(screen)
    }

    wrong = [page for page in asked if staff_client.get(page).status_code != 400]

    assert wrong == []
    assert len(asked) > 500


def list_offered(screen: Any) -> set[str]:
    return {one[0] if isinstance(one, tuple) else one for one in screen.list_filter}


class ByWhom(Screen):
    """A list that is narrowed by whose row it is: nobody offers one today."""

    list_filter = ("participant", "participant__account")


@pytest.mark.parametrize(
    ("lookup", "is_open"),
    [
        ("participant__id__exact", True),
        ("participant__account__id__exact", True),
        ("participant__isnull", True),
        ("participant", True),
        ("participant__is_survivor", False),
        ("participant__is_survivor__exact", False),
        ("participant__notes__words__contains", False),
        ("participant__account__pseudonym__startswith", False),
        ("participant__id__startswith", False),
        ("participants", False),
    ],
)
def test_filter_by_a_woman_asks_for_no_column_of_hers(lookup: str, *, is_open: bool) -> None:
    screen = ByWhom(Interview, admin.site)

    assert screen.lookup_allowed(lookup, "1", RequestFactory().get("/")) is is_open


def test_no_filter_reaches_a_column_behind_the_row_that_it_asks_for(staff_client: Client) -> None:
    asked = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        + f"?{name}__{column.name}__isnull=0"
        for model, screen in admin.site._registry.items()
        for name in list_offered(screen)
        if isinstance(name, str) and getattr(screen, "find_key", lambda _name: "")(name)
        for column in get_fields_from_path(model, name)[-1].related_model._meta.concrete_fields
        if column.name != screen.find_key(name)
    }

    wrong = [page for page in asked if staff_client.get(page).status_code != 400]

    assert wrong == []
    assert len(asked) > 20


def test_what_a_list_offers_narrows_it(staff_client: Client) -> None:
    make_participant()
    make_participant("BBBBBBBB", cohort="2026-1")

    page = ask(staff_client, "participants_participant", cohort="2026-1")

    assert [row.account.code for row in page.context["cl"].result_list] == ["BBBBBBBB"]
