"""The page behind a button: what was refused stands beside what was typed."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.books.queries import get_balance
from impact.payouts.services import bank_details
from impact.shares.models import ReserveTopUp
from impact.shares.services import decisions
from impact.shares.services.reserve import propose_top_up
from nomi.platform.people import name_actor
from tests.impact.payouts import builders

pytestmark = pytest.mark.django_db
TYPED = "The auditors asked for it"


@pytest.fixture
def top_up(staff_client: Client) -> ReserveTopUp:
    """A top-up that the person signed in has proposed herself."""
    return propose_top_up(
        amount_minor=25_000, reason="Year end", actor=find_myself(), now=timezone.now()
    )


def find_myself() -> str:
    return name_actor(get_user_model().objects.get(email="staff@nomi.example"))


def approve(client: Client, top_up: ReserveTopUp) -> Any:
    address = reverse("admin:shares_reservetopup_press", args=(top_up.pk, "approve"))
    return client.post(address, {"reason": TYPED})


def read_state(top_up: ReserveTopUp) -> tuple[Any, ...]:
    top_up.refresh_from_db()
    return top_up.state, top_up.decided_by, get_balance("reserve"), LogEntry.objects.count()


def test_refused_button_keeps_the_reason_and_changes_nothing(
    staff_client: Client, top_up: ReserveTopUp
) -> None:
    answer = approve(staff_client, top_up)

    assert answer.status_code == 200
    assert answer.context["form"].errors == {
        "reason": ["Whoever proposed it cannot approve it: ask a colleague."]
    }
    assert f"{TYPED}</textarea>" in answer.content.decode()
    assert read_state(top_up) == ("proposed", "", 0, 0)


def test_button_no_longer_offered_keeps_the_reason_and_changes_nothing(
    staff_client: Client, top_up: ReserveTopUp
) -> None:
    decisions.reject(top_up, actor="staff:0", reason="Not now", now=timezone.now())

    answer = approve(staff_client, top_up)

    page = answer.content.decode()
    assert "This is no longer possible; nothing was changed." in page
    assert f"{TYPED}</textarea>" in page
    assert '<button class="desk-button desk-button-main"' not in page
    assert read_state(top_up) == ("rejected", "staff:0", 0, 0)


def test_words_for_who_decides_are_not_made_for_who_may_not(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.PRIVATE_FOLDER = tmp_path
    provider = builders.make_provider()
    bank_details.propose_bank_details(
        provider_id=provider.pk,
        account=builders.ACCOUNT,
        actor=find_myself(),
        reason="Letter",
        now=timezone.now(),
    )
    opened: list[Any] = []
    monkeypatch.setattr(bank_details, "open_details", opened.append)
    address = reverse("admin:payouts_trainingprovider_ask", args=(provider.pk, "approve-details"))

    pages = [
        staff_client.get(address).content.decode(),
        staff_client.post(address, {"reason": TYPED}).content.decode(),
    ]

    assert opened == []
    assert "This is not possible for you at the moment." in pages[0]
    assert TYPED in pages[1]
    assert provider.bank_details.filter(state="proposed").count() == 1


def test_form_that_changes_a_provider_opens_with_what_stands(
    staff_client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.PRIVATE_FOLDER = tmp_path
    provider = builders.make_provider()
    address = reverse("admin:payouts_trainingprovider_ask", args=(provider.pk, "change"))

    page = staff_client.get(address)

    assert page.context["form"].initial == {
        "name": provider.name,
        "country": "KH",
        "kind": "school",
        "rail": "bank_wire",
        "stripe_account_id": "",
    }
    assert f'value="{provider.name}"' in page.content.decode()
    assert '<option value="school" selected>' in page.content.decode()
