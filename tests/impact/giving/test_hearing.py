"""What Stripe tells of a gift has its effect once: late, twice, forged or never."""

from typing import Any

import pytest
from django.utils import timezone
from stripe import StripeClient

from impact.giving.models import Gift
from nomi.sandbox.payments import DECLINED, GOOD, Declined, pay
from nomi.sandbox.server import Sandbox
from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import StripeEvent
from shop.stripe_checkout.services.inbox import store_event
from tests.failure_cases.scenes import list_bodies, send_webhook
from tests.impact.giving.builders import PAID, PLACED, begin, give, pay_for, read_facts
from tests.impact.giving.test_monthly import begin as begin_monthly
from tests.impact.giving.test_monthly import pass_months, place, set_card
from tests.impact.giving.test_refunds import REFUNDED

pytestmark = pytest.mark.django_db


def handle_all() -> dict[str, str]:
    """Handle every stored event; return the state of each kind."""
    for event in StripeEvent.objects.order_by("happened_at"):
        services.handle_event(event_id=event.pk, now=timezone.now())
    return dict(StripeEvent.objects.values_list("type", "state"))


def deliver(*types: str) -> dict[str, str]:
    """Bring the events of these types by signed webhook, and handle them."""
    assert {send_webhook(body) for body in list_bodies(*types)} == {200}
    return handle_all()


def test_webhook_settles_a_gift_once_however_often_it_comes(stripe: Sandbox) -> None:
    gift = begin()
    pay_for(stripe, gift)

    for _ in range(2):
        states = deliver("checkout.session.completed")

    assert states == {"checkout.session.completed": "done"}
    assert read_facts(gift) == PAID


def test_forged_webhook_has_no_effect(stripe: Sandbox) -> None:
    gift = begin()
    pay_for(stripe, gift)
    [body] = list_bodies("checkout.session.completed")

    assert send_webhook(body, secret="whsec_forged") == 400

    assert read_facts(gift) == PLACED
    assert StripeEvent.objects.count() == 0


def test_session_whose_answer_was_lost_is_adopted(stripe: Sandbox) -> None:
    gift = begin()
    pay_for(stripe, gift)
    Gift.objects.filter(pk=gift.pk).update(session_id=None, state="failed")

    deliver("checkout.session.completed")

    assert read_facts(gift) == PAID


def test_refund_told_before_the_payment_settles_both(
    stripe: Sandbox, client_of_stripe: StripeClient
) -> None:
    gift = begin()
    pay_for(stripe, gift)
    [charge] = client_of_stripe.v1.charges.list({}).data
    client_of_stripe.v1.refunds.create({"charge": charge.id})

    states = deliver("charge.refunded", "refund.created")

    assert set(states.values()) == {"done"}
    assert read_facts(gift) == REFUNDED


def test_dispute_is_taken_over(stripe: Sandbox, client_of_stripe: StripeClient) -> None:
    gift = give(stripe)
    [charge] = client_of_stripe.v1.charges.list({}).data
    dispute = stripe.switches.answer("POST", f"/_sandbox/dispute/{charge.id}", {})

    deliver("charge.dispute.created", "charge.dispute.funds_withdrawn")
    assert read_facts(gift) == REFUNDED
    stripe.switches.answer("POST", f"/_sandbox/dispute/{dispute['id']}", {"won": True})
    deliver("charge.dispute.closed", "charge.dispute.funds_reinstated")

    assert (read_facts(gift)["state"], read_facts(gift)["clearing"]) == ("paid", 5_000)


def test_months_come_by_webhook(stripe: Sandbox) -> None:
    monthly = place()
    pay(stripe.state, monthly.session_id or "", card=GOOD, email=monthly.donor_email)
    deliver("checkout.session.completed", "invoice.paid")
    monthly.refresh_from_db()
    assert (monthly.state, monthly.gifts.count()) == ("active", 1)

    set_card(stripe, monthly, DECLINED)
    pass_months(stripe)
    for event in gateway.list_events(since=timezone.now(), limit=500):
        if event.type == "invoice.payment_failed":
            store_event(event=event, now=timezone.now())
    assert handle_all()["invoice.payment_failed"] == "done"

    monthly.refresh_from_db()
    assert (monthly.state, monthly.gifts.count()) == ("past_due", 1)


def test_invoice_told_before_its_session_waits_for_nothing(stripe: Sandbox) -> None:
    monthly = place()
    pay(stripe.state, monthly.session_id or "", card=GOOD, email=monthly.donor_email)

    assert deliver("invoice.paid") == {"invoice.paid": "done"}

    monthly.refresh_from_db()
    assert (monthly.state, monthly.gifts.count()) == ("active", 1)


def test_cancelling_at_stripe_ends_it_here(stripe: Sandbox, client_of_stripe: StripeClient) -> None:
    monthly = begin_monthly(stripe)
    client_of_stripe.v1.subscriptions.cancel(monthly.subscription_id or "")

    deliver("customer.subscription.deleted")

    monthly.refresh_from_db()
    assert monthly.state == "cancelled"


def test_many_refused_cards_close_the_page(stripe: Sandbox, settings: Any) -> None:
    settings.STRIPE_DECLINES_PER_PAYMENT = 3
    gift = begin()
    for _ in range(3):
        with pytest.raises(Declined):
            pay_for(stripe, gift, card=DECLINED)

    deliver("payment_intent.payment_failed")

    session = gateway.get_session(session_id=gift.session_id or "")
    assert session.status == "expired"
    assert read_facts(gift) == PLACED


def test_event_of_nobody_is_ignored(stripe: Sandbox, client_of_stripe: StripeClient) -> None:
    gift = begin()
    pay_for(stripe, gift)
    Gift.objects.filter(pk=gift.pk).update(number="G-OTHER")

    assert deliver("checkout.session.completed") == {"checkout.session.completed": "ignored"}
