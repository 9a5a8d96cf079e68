"""Bank details: sealed, approved by another, rested after a change, refused when impossible."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from impact.payouts.models import BankDetails, Payout
from impact.payouts.refusals import (
    BadDetailsError,
    FourEyesError,
    ProviderNotPayableError,
)
from impact.payouts.services import bank_details, claiming
from impact.payouts.services.rules import set_rules
from tests.impact.payouts import builders
from tests.impact.payouts.builders import ACCOUNT, REQUESTER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]


def test_bank_details_lie_sealed_and_open_for_their_own_row_only() -> None:
    provider = builders.make_provider()

    details = BankDetails.objects.get()

    assert ACCOUNT.account_number.encode() not in bytes(details.sealed)
    assert details.hint == "6789"
    assert bank_details.open_bank_account(provider) == ACCOUNT
    with pytest.raises(json.JSONDecodeError):
        json.loads(bytes(details.sealed).decode("latin-1"))


def test_bank_details_are_not_approved_by_their_proposer() -> None:
    provider = builders.make_provider()
    now = timezone.now()
    fresh = bank_details.propose_bank_details(
        provider_id=provider.pk,
        account=replace(ACCOUNT, account_number="999"),
        actor=REQUESTER,
        reason="New bank.",
        now=now,
    )

    with pytest.raises(FourEyesError):
        bank_details.approve_bank_details(
            details_id=fresh.pk, actor=REQUESTER, reason="Mine.", now=now
        )

    assert bank_details.open_bank_account(provider) == ACCOUNT


def test_changed_bank_details_rest_for_72_hours_before_release_and_before_sending() -> None:
    provider = builders.make_provider()
    payout = builders.make_payout(provider)
    draw = builders.make_confirmed_draw(provider)
    set_rules(now=timezone.now(), cool_off_hours=72)
    builders.add_bank_details(provider, replace(ACCOUNT, account_number="999"))

    usable_from = BankDetails.objects.get(state="approved").usable_from
    assert timedelta(hours=71) < usable_from - timezone.now() <= timedelta(hours=72)
    with pytest.raises(ProviderNotPayableError, match="rest"):
        builders.release_draw(draw)
    with pytest.raises(ProviderNotPayableError, match="rest"):
        builders.send_payout(payout)
    assert claiming.claim_payouts(rail="bank_wire", limit=9, now=timezone.now()) == []
    assert Payout.objects.get().state == "held"

    builders.let_details_be_fresh(provider, hours=0)
    assert builders.release_draw(draw).state == "held"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"holder": " "}, "holder"),
        ({"account_number": ""}, "holder"),
        ({"bic": "ABC"}, "8 or 11"),
        ({"bic": "", "bank_name": ""}, "code"),
        ({"account_number": "DE89 3704 0044 0532 0130 01"}, "check digits"),
    ],
)
def test_impossible_bank_details_are_refused(change: dict[str, str], words: str) -> None:
    provider = builders.make_provider()

    with pytest.raises(BadDetailsError, match=words):
        bank_details.propose_bank_details(
            provider_id=provider.pk,
            account=replace(ACCOUNT, **change),
            actor=REQUESTER,
            reason="Typo.",
            now=timezone.now(),
        )

    assert BankDetails.objects.count() == 1


def test_right_iban_is_known_by_its_check_digits() -> None:
    assert bank_details.is_iban("DE89370400440532013000")
    assert not bank_details.is_iban("DE89370400440532013001")
