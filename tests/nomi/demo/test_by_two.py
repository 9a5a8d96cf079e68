"""What takes two of the programme is tried with the demo's own two: Cora begins, Dara ends it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.consents.models import Consent, SafetyFlag
from impact.participants.models import Participant
from nomi.demo.case_work import seed_case_work
from nomi.demo.consents import seed_consents
from nomi.demo.logins import CASE_WORKER_EMAIL, COORDINATOR_EMAIL, DEMO_PASSWORD
from nomi.demo.participants import seed_participants
from nomi.demo.staff import name_staff, seed_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(settings: Any) -> list[Client]:
    """Both signed in, in a store with the demo's women and what they allowed."""
    settings.STAFF_WITHOUT_SECOND_FACTOR = True
    now = timezone.now()
    seed_staff()
    seed_participants(now=now)
    seed_consents(now)
    seed_case_work(now)
    return [sign_in(email) for email in (COORDINATOR_EMAIL, CASE_WORKER_EMAIL)]


def sign_in(email: str) -> Client:
    client = Client()
    user = get_user_model().objects.get(email=email)
    assert user.check_password(DEMO_PASSWORD)
    client.force_login(user)
    return client


def press(client: Client, row: Any, name: str, **typed: str) -> Any:
    screen = f"admin:{row._meta.app_label}_{row._meta.model_name}_ask"
    return client.post(reverse(screen, args=(row.pk, name)), typed)


def test_flag_is_closed_by_the_two(two: list[Client]) -> None:
    first, second = two
    flag = SafetyFlag.objects.get()

    press(first, flag, "ask-to-close", reason="He has left the town.")
    press(first, flag, "close")
    alone = SafetyFlag.objects.get().closed_by
    press(second, flag, "close")

    flag.refresh_from_db()
    assert (alone, flag.lifting_asked_by, flag.closed_by) == (
        "",
        name_staff(COORDINATOR_EMAIL),
        name_staff(CASE_WORKER_EMAIL),
    )


def test_consent_is_recorded_by_one_and_checked_by_the_other(two: list[Client]) -> None:
    first, second = two
    code, today = Participant.objects.latest("pk").account.code, timezone.now().date()
    typed = {
        "account_code": code,
        "purpose": "public_page",
        "channel": "web",
        "language": "Khmer",
        "explained_by": name_staff(COORDINATOR_EMAIL),
        "method": "signature",
        "evidence": "Folder 3",
        "given_on": today.isoformat(),
        "expires_on": (today + timedelta(days=364)).isoformat(),
    }
    first.post(reverse("admin:consents_consent_add"), typed)
    consent = Consent.objects.get(account=code)

    press(first, consent, "check")
    alone = Consent.objects.get(pk=consent.pk).checked_by
    press(second, consent, "check")

    consent.refresh_from_db()
    assert (alone, consent.recorded_by, consent.checked_by) == (
        "",
        name_staff(COORDINATOR_EMAIL),
        name_staff(CASE_WORKER_EMAIL),
    )


def test_what_the_demo_tells_of_was_seen_by_the_two(two: list[Client]) -> None:
    both = (name_staff(COORDINATOR_EMAIL), name_staff(CASE_WORKER_EMAIL))

    consents = set(Consent.objects.values_list("recorded_by", "checked_by"))
    shelters = set(Participant.objects.values_list("shelter_answered_by", "shelter_checked_by"))

    assert (consents, shelters) == ({both}, {both})
