"""What was looked at is what is decided: nobody changes it under the hand of the second person."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.pages.models import Update
from impact.pages.services.updates import rewrite_update, write_update
from impact.payouts.models import BankDetails, TrainingProvider
from impact.payouts.services.bank_details import (
    BankAccount,
    propose_bank_details,
    reject_bank_details,
)
from impact.payouts.services.providers import ProviderFacts, change_provider, propose_provider
from nomi.platform.people import name_actor
from nomi.staff import roles
from tests.impact.participants.builders import sign_in

pytestmark = pytest.mark.django_db
BRIBED = "staff:9001"
CHANGED = "This was changed since you looked. Look at it again."
DRAFT = {"kind": "news", "title": "A term begins", "summary": "Soon.", "body": "<p>Soon.</p>"}
SCHOOL = {"name": "Sample School", "country": "KH", "kind": "school", "rail": "stripe_transfer"}
TODAY = timezone.now().date()
VETTED = {
    "screened_on": TODAY.isoformat(),
    "expires_on": TODAY.replace(year=TODAY.year + 1, day=1).isoformat(),
    "reason": "Visited.",
}


def find_button(client: Client, row: Any, ask: str) -> str:
    """Return where the button on the object's page leads."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    html = client.get(reverse(f"{name}_change", args=(row.pk,))).text
    start = re.escape(reverse(f"{name}_ask", args=(row.pk, ask)))
    found = re.search(rf'href="({start}[^"]*)"', html)
    assert found, ask
    return found[1]


def write(**changes: str) -> Update:
    words = {**DRAFT, "account_code": "", **changes}
    return write_update(slug="term", words=words, actor=BRIBED, now=timezone.now())


def test_draft_that_was_rewritten_while_it_was_read_is_not_published() -> None:
    draft, manager = write(), sign_in(roles.MANAGER, "mara")
    button = find_button(manager, draft, "publish")
    words = {**DRAFT, "account_code": "", "body": "<p>She lives behind the market.</p>"}
    rewrite_update(update_id=draft.pk, words=words, actor=BRIBED, now=timezone.now())

    refused = manager.post(button)
    again = manager.post(button, {"seen": re.findall(r'name="seen" value="(\w+)"', refused.text)})

    draft.refresh_from_db()
    assert [page.text.count(CHANGED) for page in (refused, again)] == [1, 1]
    assert draft.state == "draft"


def test_draft_that_stayed_as_it_was_read_is_published() -> None:
    draft, manager = write(), sign_in(roles.MANAGER, "mara")
    button = find_button(manager, draft, "publish")
    page = manager.get(button).text

    answer = manager.post(button, {"seen": re.findall(r'name="seen" value="(\w+)"', page)})

    draft.refresh_from_db()
    assert (answer.status_code, draft.state) == (302, "published")


def test_provider_that_was_changed_while_it_was_looked_at_is_not_vetted() -> None:
    facts = ProviderFacts(**SCHOOL, stripe_account_id="acct_school")
    provider = propose_provider(facts=facts, actor=BRIBED, now=timezone.now())
    finance = sign_in(roles.FINANCE, "abel")
    button = find_button(finance, provider, "vet")
    change_provider(
        provider_id=provider.pk,
        facts=ProviderFacts(**SCHOOL, stripe_account_id="acct_cousin"),
        actor=BRIBED,
        reason="A slip.",
        now=timezone.now(),
    )

    answer = finance.post(button, VETTED)

    provider.refresh_from_db()
    assert CHANGED in answer.text
    assert 'value="Visited."' in answer.text or ">Visited.</textarea>" in answer.text
    assert (provider.status, provider.vetted_by) == (TrainingProvider.Status.PROPOSED, "")


def test_bank_details_that_took_the_place_of_others_are_not_approved() -> None:
    facts = ProviderFacts(**{**SCHOOL, "rail": "bank_wire"})
    provider = propose_provider(facts=facts, actor=BRIBED, now=timezone.now())
    finance = sign_in(roles.FINANCE, "abel")
    first = propose(provider, "000123456789")
    button = find_button(finance, provider, "approve-details")
    abel = name_actor(get_user_model().objects.get(username="abel"))
    reject_bank_details(details_id=first.pk, actor=abel, reason="Closed.", now=timezone.now())
    propose(provider, "000666666666")

    answer = finance.post(button, {"reason": "Called back."})

    assert CHANGED in answer.text
    assert list(provider.bank_details.order_by("pk").values_list("state", flat=True)) == [
        BankDetails.State.REJECTED,
        BankDetails.State.PROPOSED,
    ]


def propose(provider: TrainingProvider, number: str) -> BankDetails:
    return propose_bank_details(
        provider_id=provider.pk,
        account=BankAccount(holder="Sample School", account_number=number, bic="ABAAKHPP"),
        actor=BRIBED,
        reason="Letter.",
        now=timezone.now(),
    )
