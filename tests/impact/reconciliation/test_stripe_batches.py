"""Several transfers in a row: claimed one by one, each under a lease, none stopped by another."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from stripe import StripeClient

from impact.books.services import AlreadyUndoneError
from impact.payouts.models import Payout
from impact.payouts.services import stripe_rail
from impact.payouts.services.stripe_rail import CALLS, LEASE, StripeTransfer
from nomi.platform.stripe.gateway import CONNECT_SECONDS, READ_SECONDS, RETRIES
from nomi.sandbox.server import Sandbox
from tests.impact.reconciliation.scenes import make_transfer_payout

pytestmark = pytest.mark.django_db
LONGEST_PAUSE = 5
"""Seconds that Stripe's client waits at most before it repeats a call."""


def submit() -> int:
    return StripeTransfer().submit(now=timezone.now())


def list_states() -> list[tuple[str, int]]:
    return list(Payout.objects.order_by("pk").values_list("state", "tries"))


def test_lease_is_longer_than_all_calls_for_one_payout_can_take() -> None:
    one_call = (RETRIES + 1) * (CONNECT_SECONDS + READ_SECONDS) + RETRIES * LONGEST_PAUSE

    assert timedelta(seconds=CALLS * one_call) < LEASE


def test_each_is_claimed_when_its_turn_comes(
    stripe: Sandbox, client_of_stripe: StripeClient, monkeypatch: Any
) -> None:
    for _number in range(3):
        make_transfer_payout(client_of_stripe, stripe, cents=500)
    create, seen = stripe_rail.gateway.create_transfer, []

    def look_and_create(**words: Any) -> Any:
        seen.append([tries for _state, tries in list_states()])
        return create(**words)

    monkeypatch.setattr(stripe_rail.gateway, "create_transfer", look_and_create)

    assert submit() == 3
    assert seen == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert list_states() == [("submitted", 1)] * 3


def test_lease_runs_from_the_claim_and_not_from_the_start(
    stripe: Sandbox, client_of_stripe: StripeClient, monkeypatch: Any
) -> None:
    for _number in range(2):
        make_transfer_payout(client_of_stripe, stripe, cents=500)
    monkeypatch.setattr(stripe_rail, "monotonic", iter([0.0, 0.0, 600.0, 1_200.0]).__next__)
    now = timezone.now()

    StripeTransfer().submit(now=now)

    first, second = Payout.objects.order_by("pk")
    assert first.next_try_at == now + LEASE
    assert second.next_try_at == now + timedelta(seconds=600) + LEASE


def test_small_ones_that_came_together_all_go(
    stripe: Sandbox, client_of_stripe: StripeClient
) -> None:
    for _number in range(2):
        make_transfer_payout(client_of_stripe, stripe, cents=40)
    alone = submit()
    make_transfer_payout(client_of_stripe, stripe, cents=40)

    together = submit()

    assert (alone, together) == (0, 3)
    assert list_states() == [("submitted", 1)] * 3


def test_one_that_cannot_be_voided_stops_no_other(
    stripe: Sandbox, client_of_stripe: StripeClient, monkeypatch: Any
) -> None:
    make_transfer_payout(client_of_stripe, stripe, cents=500)
    closed = stripe.list_all("account")[0]["id"]
    stripe.switches.answer("POST", f"/_sandbox/account/{closed}", {"closed": True})
    make_transfer_payout(client_of_stripe, stripe, cents=500)

    def refuse(**_facts: Any) -> bool:
        raise AlreadyUndoneError("The hold is resolved.")

    monkeypatch.setattr(stripe_rail, "void_payout", refuse)

    sent = submit()

    first, second = Payout.objects.order_by("pk")
    assert (sent, first.state, second.state) == (1, "held", "submitted")
    assert first.error.endswith("It could not be voided: The hold is resolved.")
