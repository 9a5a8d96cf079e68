"""What comes each month: paid, refused, tried again, changed, paused, ended."""

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from nomi.sandbox.billing import add_month
from nomi.sandbox.payments import Declined, pay
from nomi.sandbox.server import Sandbox
from nomi.sandbox.till import open_page, take_form
from tests.nomi.sandbox.scenes import DECLINED, GOOD, STORE, make_item, open_session

MONTH = 31 * 86_400


def begin(client: stripe.StripeClient, sandbox: Sandbox) -> Any:
    """Return a monthly subscription of $36.00 whose first month is paid."""
    session = open_monthly(client)
    pay(sandbox.state, session.id, card=GOOD, email="ada@donor.example")
    done = client.v1.checkout.sessions.retrieve(session.id)
    return client.v1.subscriptions.retrieve(str(done.subscription))


def open_monthly(client: stripe.StripeClient) -> Any:
    item = make_item("A gift", 3_600, 1)
    item["price_data"]["recurring"] = {"interval": "month"}
    asked: Any = {
        "mode": "subscription",
        "line_items": [item],
        "metadata": {"monthly": "M-1"},
        "subscription_data": {"metadata": {"monthly": "M-1"}},
        "success_url": f"{STORE}/back",
    }
    return client.v1.checkout.sessions.create(asked)


def pass_time(sandbox: Sandbox, seconds: int = MONTH) -> None:
    sandbox.switches.answer("POST", "/_sandbox/clock", {"seconds": seconds})


def list_statuses(client: stripe.StripeClient, subscription: Any) -> list[tuple[str, int]]:
    """Return how the invoices stand, oldest first, and how often each was tried."""
    page = client.v1.invoices.list({"subscription": subscription.id, "expand": ["data.payments"]})
    return [(str(one.status), one.attempt_count) for one in page.data][::-1]


def set_card(sandbox: Sandbox, subscription: Any, card: str) -> None:
    sandbox.switches.answer("POST", f"/_sandbox/card/{subscription.customer}", {"card": card})


def test_first_month_is_paid_on_the_page(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    subscription = begin(client, sandbox)

    assert (subscription.status, subscription.metadata["monthly"]) == ("active", "M-1")
    assert list_statuses(client, subscription) == [("paid", 1)]
    [charge] = client.v1.charges.list({}).data
    assert (charge.amount, charge.customer) == (3_600, subscription.customer)


def test_refused_card_begins_nothing(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = open_monthly(client)

    with pytest.raises(Declined):
        pay(sandbox.state, session.id, card=DECLINED, email="ada@donor.example")

    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_each_month_brings_an_invoice(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    subscription = begin(client, sandbox)

    pass_time(sandbox, 3 * MONTH)

    assert list_statuses(client, subscription) == [("paid", 1)] * 4


def test_refused_month_is_tried_again_and_ends_it(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    subscription = begin(client, sandbox)
    set_card(sandbox, subscription, DECLINED)

    pass_time(sandbox)
    assert client.v1.subscriptions.retrieve(subscription.id).status == "past_due"
    for _ in range(3):
        pass_time(sandbox, 8 * 86_400)

    assert client.v1.subscriptions.retrieve(subscription.id).status == "canceled"
    assert list_statuses(client, subscription) == [("paid", 1), ("open", 4)]


def test_new_card_pays_what_waits(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    subscription = begin(client, sandbox)
    set_card(sandbox, subscription, DECLINED)
    pass_time(sandbox)
    [waiting] = client.v1.invoices.list({"subscription": subscription.id, "status": "open"}).data
    with pytest.raises(stripe.CardError):
        client.v1.invoices.pay(str(waiting.id))
    asked: Any = {
        "customer": subscription.customer,
        "return_url": f"{STORE}/monthly",
        "flow_data": {"type": "payment_method_update"},
    }
    portal = client.v1.billing_portal.sessions.create(asked)
    assert "Give another card" in open_page(sandbox.state, portal.id).html
    refused = take_form(sandbox.state, portal.id, f"card={DECLINED}")
    assert (refused.status, "Your card was declined." in refused.html) == (402, True)
    kept = take_form(sandbox.state, portal.id, f"card={GOOD}")
    assert (kept.status, kept.location) == (303, f"{STORE}/monthly")

    paid = client.v1.invoices.pay(str(waiting.id), {"expand": ["payments"]})

    assert paid.status == "paid"
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_pause_makes_void_invoices_until_it_is_lifted(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    subscription = begin(client, sandbox)
    pause: Any = {"pause_collection": {"behavior": "void"}}
    client.v1.subscriptions.update(subscription.id, pause)
    pass_time(sandbox)
    go_on: Any = {"pause_collection": ""}
    client.v1.subscriptions.update(subscription.id, go_on)
    pass_time(sandbox)

    assert list_statuses(client, subscription) == [("paid", 1), ("void", 0), ("paid", 1)]


def test_other_amount_is_taken_from_the_next_month_on(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    subscription = begin(client, sandbox)
    item = subscription["items"].data[0]
    asked: Any = {
        "items": [
            {
                "id": item.id,
                "price_data": {
                    "currency": "usd",
                    "product": item.price.product,
                    "unit_amount": 5_000,
                    "recurring": {"interval": "month"},
                },
            }
        ],
        "proration_behavior": "none",
    }
    client.v1.subscriptions.update(subscription.id, asked)

    pass_time(sandbox)

    page = client.v1.invoices.list({"subscription": subscription.id})
    assert [one.amount_paid for one in page.data] == [5_000, 3_600]


def test_cancelled_subscription_takes_nothing_more(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    subscription = begin(client, sandbox)

    client.v1.subscriptions.cancel(subscription.id)
    pass_time(sandbox)

    assert list_statuses(client, subscription) == [("paid", 1)]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.cancel(subscription.id)


def test_recurring_price_and_mode_belong_together(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        open_session(client, mode="subscription", payment_intent_data=None)
    item = make_item()
    item["price_data"]["recurring"] = {"interval": "month"}
    with pytest.raises(stripe.InvalidRequestError):
        open_session(client, line_items=[item])


@pytest.mark.parametrize(
    ("begins", "next_moment"),
    [
        ("2026-01-31", "2026-02-28"),
        ("2026-02-28", "2026-03-31"),
        ("2026-12-31", "2027-01-31"),
        ("2028-01-31", "2028-02-29"),
        ("2028-02-29", "2028-03-31"),
        ("2028-03-31", "2028-04-30"),
    ],
)
def test_month_keeps_its_day_where_it_can(begins: str, next_moment: str) -> None:
    moment = int(datetime.fromisoformat(begins).replace(tzinfo=UTC).timestamp())

    after = datetime.fromtimestamp(add_month(moment, day=31), tz=UTC)

    assert f"{after:%Y-%m-%d}" == next_moment
