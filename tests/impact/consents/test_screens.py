"""The staff screens of consents: recorded, withdrawn and refused in words, nothing typed lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.consents.models import Consent, SafetyFlag
from impact.consents.services.flags import ask_to_close_flag, open_flag
from nomi.demo.logins import COORDINATOR_EMAIL
from nomi.demo.staff import seed_staff
from nomi.platform.people import name_actor
from tests.impact.consents.builders import allow

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client: Client, accounts: list[str]) -> Client:
    seed_staff()
    client.force_login(get_user_model().objects.get(email=COORDINATOR_EMAIL))
    return client


def fill_in(code: str, **changes: Any) -> dict[str, Any]:
    who = name_actor(get_user_model().objects.get(email=COORDINATOR_EMAIL))
    today = timezone.now().date()
    return {
        "account_code": code.lower(),
        "purpose": "public_page",
        "channel": "web",
        "language": "Khmer",
        "explained_by": who,
        "method": "signature",
        "evidence": "Folder 3",
        "given_on": today.isoformat(),
        "expires_on": (today + timedelta(days=364)).isoformat(),
    } | changes


def test_consent_is_recorded_with_who_did_it(coordinator: Client, accounts: list[str]) -> None:
    page = reverse("admin:consents_consent_add")

    answer = coordinator.post(page, fill_in(accounts[0]))

    consent = Consent.objects.get()
    assert answer.status_code == 302
    assert (consent.account_id, consent.evidence) == (accounts[0], "Folder 3")
    assert consent.recorded_by == consent.explained_by


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"account_code": "NNNNNNNN"}, "no training account with this code"),
        ({"expires_on": "2099-01-01"}, "within three years"),
        ({"method": "spoken"}, "needs a witness"),
        ({"given_on": "2098-01-01", "expires_on": "2098-02-01"}, "still to come"),
    ],
)
def test_refused_consent_is_said_in_words_and_keeps_what_was_typed(
    coordinator: Client, accounts: list[str], changes: dict[str, str], words: str
) -> None:
    answer = coordinator.post(
        reverse("admin:consents_consent_add"), fill_in(accounts[0], **changes)
    )

    assert (answer.status_code, words in answer.text, "Folder 3" in answer.text) == (
        200,
        True,
        True,
    )
    assert Consent.objects.count() == 0


def test_withdrawal_and_flag_are_recorded_from_their_pages(
    coordinator: Client, accounts: list[str]
) -> None:
    consent = allow(accounts[0], timezone.now())

    coordinator.post(
        reverse("admin:consents_consent_ask", args=(consent.pk, "withdraw")), {"words": "By phone."}
    )
    coordinator.post(
        reverse("admin:consents_safetyflag_add"),
        {"account_code": accounts[0], "reason": "Somebody asked for her."},
    )

    consent.refresh_from_db()
    assert (consent.withdrawal_words, SafetyFlag.objects.get().account_id) == (
        "By phone.",
        accounts[0],
    )


def test_way_out_of_a_flags_page_is_not_taken_for_closing_the_flag(
    coordinator: Client, accounts: list[str]
) -> None:
    flag = open_flag(
        account_code=accounts[0], reason="Asked for.", actor="staff:9001", now=timezone.now()
    )
    ask_to_close_flag(flag_id=flag.pk, reason="Gone.", actor="staff:9001", now=timezone.now())

    page = coordinator.get(reverse("admin:consents_safetyflag_change", args=(flag.pk,))).text

    said = re.findall(r">\s*(Close|Close the flag|Back to the list)\s*</a>", page)
    assert said == ["Close the flag", "Back to the list"]


def test_list_of_consents_asks_as_often_for_three_as_for_one(
    coordinator: Client, accounts: list[str], django_assert_num_queries: Any
) -> None:
    page = reverse("admin:consents_consent_changelist") + "?standing=ending"
    allow(accounts[0], timezone.now())
    coordinator.get(page)
    with django_assert_num_queries(QUERIES):
        coordinator.get(page)
    allow(accounts[1], timezone.now())
    allow(accounts[2], timezone.now())

    with django_assert_num_queries(QUERIES):
        coordinator.get(page)


QUERIES = 5
