"""Calling a tried transfer back: Stripe is asked first, and its silence voids nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone
from stripe import StripeClient

from impact.books import chart
from impact.books.queries import get_balances
from impact.payouts.models import Payout
from impact.payouts.refusals import WrongStateError
from impact.payouts.services import calling_back
from impact.payouts.services.calling_back import void_unsent_payout
from impact.payouts.services.providers import block_provider
from impact.payouts.services.stripe_rail import StripeTransfer
from impact.reconciliation.services.importing import import_stripe
from nomi.platform.stripe.gateway import RETRIES
from nomi.sandbox.server import Sandbox
from tests.impact.payouts.builders import CODE
from tests.impact.reconciliation.scenes import make_transfer_payout

pytestmark = pytest.mark.django_db
HELD = (f"{chart.TRAINING}{CODE}", f"{chart.COMMITTED}{CODE}")


def try_to_send(stripe: Sandbox, client: StripeClient, *, fault: str) -> Payout:
    """A payout whose only try met the fault, and whose provider is blocked since."""
    payout = make_transfer_payout(client, stripe)
    stripe.faults.set(fault, path="/v1/transfers", times=RETRIES + 1, method="post")
    StripeTransfer().submit(now=timezone.now())
    stripe.faults.clear()
    block_provider(
        provider_id=payout.draw.provider_id, actor="staff:2", reason="Doubt.", now=timezone.now()
    )
    return payout


def call_back(payout: Payout, *, minutes: int = 16) -> bool:
    return void_unsent_payout(
        payout_uid=payout.uid,
        reason="Called off.",
        actor="staff:4",
        now=timezone.now() + timedelta(minutes=minutes),
    )


def look(payout: Payout) -> tuple[object, ...]:
    payout.refresh_from_db()
    return payout.state, payout.tries, *get_balances(codes=HELD).values()


def test_transfer_that_stripe_never_made_comes_back(
    stripe: Sandbox, client_of_stripe: StripeClient
) -> None:
    payout = try_to_send(stripe, client_of_stripe, fault="500")

    assert call_back(payout) is True
    assert look(payout) == ("voided", 1, 100_000, 0)
    assert stripe.list_all("transfer") == []


def test_transfer_that_stripe_made_does_not_come_back(
    stripe: Sandbox, client_of_stripe: StripeClient
) -> None:
    payout = try_to_send(stripe, client_of_stripe, fault="drop")

    with pytest.raises(WrongStateError, match="the money has left"):
        call_back(payout)

    assert look(payout) == ("held", 1, 98_000, 2_000)
    import_stripe(now=timezone.now())
    assert look(payout) == ("settled", 1, 98_000, 0)


def test_control_without_the_look_money_that_left_is_given_back_too(
    stripe: Sandbox, client_of_stripe: StripeClient, monkeypatch: Any
) -> None:
    payout = try_to_send(stripe, client_of_stripe, fault="drop")
    monkeypatch.setattr(calling_back, "_refuse_transfer", lambda _uid: None)

    call_back(payout)

    assert look(payout) == ("voided", 1, 100_000, 0)
    assert len(stripe.list_all("transfer")) == 1


def test_silence_of_stripe_voids_nothing(stripe: Sandbox, client_of_stripe: StripeClient) -> None:
    payout = try_to_send(stripe, client_of_stripe, fault="500")
    stripe.faults.set("500", path="/v1/transfers", times=RETRIES + 1)

    with pytest.raises(WrongStateError, match="did not answer"):
        call_back(payout)

    assert look(payout) == ("held", 1, 98_000, 2_000)
    stripe.faults.clear()
    assert call_back(payout, minutes=32) is True


def test_transfer_whose_sender_may_still_wait_for_an_answer_does_not_come_back(
    stripe: Sandbox, client_of_stripe: StripeClient
) -> None:
    payout = try_to_send(stripe, client_of_stripe, fault="500")

    with pytest.raises(WrongStateError, match="being sent this moment"):
        call_back(payout, minutes=14)

    assert look(payout) == ("held", 1, 98_000, 2_000)


def test_nobody_sends_between_the_look_and_the_void(
    stripe: Sandbox, client_of_stripe: StripeClient, monkeypatch: Any
) -> None:
    payout = make_transfer_payout(client_of_stripe, stripe)
    stripe.faults.set("500", path="/v1/transfers", times=RETRIES + 1, method="post")
    StripeTransfer().submit(now=timezone.now())
    stripe.faults.clear()
    sent = []

    def look_while_another_sends(**_words: Any) -> None:
        sent.append(StripeTransfer().submit(now=timezone.now() + timedelta(minutes=16)))

    monkeypatch.setattr(calling_back.gateway, "find_transfer", look_while_another_sends)

    assert call_back(payout) is True
    assert (sent, stripe.list_all("transfer")) == ([0], [])


def test_transfer_that_was_tried_after_the_look_does_not_come_back(
    stripe: Sandbox, client_of_stripe: StripeClient, monkeypatch: Any
) -> None:
    payout = make_transfer_payout(client_of_stripe, stripe)
    stripe.faults.set("500", path="/v1/transfers", times=RETRIES + 1, method="post")
    StripeTransfer().submit(now=timezone.now())
    monkeypatch.setattr(
        calling_back.gateway,
        "find_transfer",
        lambda **_words: Payout.objects.update(tries=F("tries") + 1) and None,
    )

    with pytest.raises(WrongStateError, match="tried to send it meanwhile"):
        call_back(payout)

    assert look(payout) == ("held", 2, 98_000, 2_000)
