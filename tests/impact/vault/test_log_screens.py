"""The log of looks as an auditor reads it: whose, at whom, when; no row costs a question."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from impact.vault.services.looking import find_records, reveal_field
from nomi.platform.people import name_actor
from nomi.staff import roles
from tests.impact.participants.builders import sign_in
from tests.impact.vault.builders import build_looker

pytestmark = pytest.mark.django_db
LOG = "admin:vault_look_changelist"


def look(code: str, *, actor: str) -> None:
    """Read a field, outside any transaction but the test's own."""
    reveal_field(account_code=code, field="phone", looker=build_looker(actor=actor))


@pytest.fixture
def auditor() -> Client:
    return sign_in(roles.AUDITOR, "audra")


def list_rows(client: Client, **asked: str) -> list[tuple[str, str]]:
    rows = client.get(reverse(LOG), asked).context["cl"].result_list
    return [(row.kind, row.account_code) for row in rows]


def test_auditor_keeps_the_looks_of_one_person(auditor: Client, code: str) -> None:
    omar = get_user_model().objects.create_user("omar", is_staff=True)
    look(code, actor=name_actor(omar))
    find_records(kind="phone", words="+855 00", looker=build_looker(actor=name_actor(omar)))

    page = auditor.get(reverse(LOG), {"who": name_actor(omar)})

    assert [row.kind for row in page.context["cl"].result_list] == ["searched", "revealed"]
    assert ">omar<" in page.text
    assert list_rows(auditor, who="staff:424242") == []


def test_auditor_finds_a_code_however_it_is_typed(auditor: Client, code: str) -> None:
    look(code, actor="staff:1")

    assert list_rows(auditor, q=code.lower(), kind__exact="revealed") == [("revealed", code)]
    assert list_rows(auditor, q=code[:4].lower(), field="phone")[0] == ("revealed", code)
    assert list_rows(auditor, q="ZZZZ") == []


def test_log_asks_as_often_for_many_looks_as_for_one(
    auditor: Client, code: str, django_assert_num_queries: Any
) -> None:
    page = reverse(LOG) + "?kind__exact=revealed&who=staff:1"
    for count, queries in ((1, QUERIES), (3, QUERIES)):
        for _look in range(count):
            look(code, actor="staff:1")
        with django_assert_num_queries(queries):
            auditor.get(page)


QUERIES = 7
