from typing import Any

import pytest
import stripe

from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.scenes import list_event_types, open_session


@pytest.fixture
def intent(client: stripe.StripeClient, sandbox: Sandbox) -> str:
    """Return a payment of $41.00."""
    return sandbox.pay(open_session(client).id)


def _list_amounts(client: stripe.StripeClient, intent: str) -> list[int]:
    return [one.amount for one in client.v1.refunds.list({"payment_intent": intent}).data]


def test_refunds_never_exceed_the_payment(client: stripe.StripeClient, intent: str) -> None:
    client.v1.refunds.create({"payment_intent": intent, "amount": 800})

    with pytest.raises(stripe.InvalidRequestError, match=r"\$33\.01.*\$33\.00"):
        client.v1.refunds.create({"payment_intent": intent, "amount": 3301})

    client.v1.refunds.create({"payment_intent": intent})
    assert _list_amounts(client, intent) == [3300, 800]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent, "amount": 1})
    assert refused.value.code == "charge_already_refunded"


def test_refund_is_booked_and_told(client: stripe.StripeClient, intent: str) -> None:
    refund = client.v1.refunds.create(
        {
            "payment_intent": intent,
            "amount": 800,
            "reason": "requested_by_customer",
            "metadata": {"refund": "r-1"},
            "expand": ["charge", "balance_transaction"],
        }
    )

    shown: Any = refund.to_dict()
    booked, charge = shown["balance_transaction"], shown["charge"]
    assert (booked["amount"], booked["fee"], booked["net"]) == (-800, 0, -800)
    assert (charge["amount_refunded"], charge["refunded"]) == (800, False)
    assert list_event_types(client)[-2:] == ["refund.created", "charge.refunded"]
    assert client.v1.charges.retrieve(charge["id"], {"expand": ["refunds"]}).refunds is not None


@pytest.mark.parametrize(
    "change",
    [{"amount": 0}, {"amount": -1}, {"reason": "because"}, {"charge": "ch_1"}, {"nonsense": 1}],
    ids=str,
)
def test_bad_refund_is_refused(
    client: stripe.StripeClient, intent: str, change: dict[str, Any]
) -> None:
    asked: Any = {"payment_intent": intent, **change}

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create(asked)

    assert _list_amounts(client, intent) == []


def test_unpaid_session_has_nothing_to_refund(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    slow = sandbox.pay(open_session(client).id, "slow")

    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create({"payment_intent": slow})

    assert _list_amounts(client, slow) == []


@pytest.mark.parametrize(
    ("succeeded", "status", "left"), [(True, "succeeded", 4100), (False, "failed", 0)]
)
def test_pending_refund_ends_one_way_or_the_other(
    client: stripe.StripeClient,
    sandbox: Sandbox,
    intent: str,
    succeeded: bool,  # noqa: FBT001 - a case of the table
    status: str,
    left: int,
) -> None:
    sandbox.switches.set_refund_outcome("pending")
    refund = client.v1.refunds.create({"payment_intent": intent})

    sandbox.switches.answer("POST", f"/_sandbox/refund/{refund.id}", {"succeeded": succeeded})

    after = client.v1.refunds.retrieve(refund.id)
    assert (refund.status, after.status) == ("pending", status)
    assert client.v1.charges.list({"payment_intent": intent}).data[0].amount_refunded == left
    assert list_event_types(client)[-1] == "refund.updated"


def test_refund_can_fail_weeks_after_it_succeeded(
    client: stripe.StripeClient, sandbox: Sandbox, intent: str
) -> None:
    refund = client.v1.refunds.create({"payment_intent": intent})

    sandbox.switches.answer("POST", f"/_sandbox/refund/{refund.id}", {"succeeded": False})

    after = client.v1.refunds.retrieve(refund.id)
    nets = [one.net for one in client.v1.balance_transactions.list({}).data]
    assert (after.status, after.failure_reason) == ("failed", "expired_or_canceled_card")
    assert nets == [4100, -4100, 3951]
    client.v1.refunds.create({"payment_intent": intent})


def test_balance_is_the_sum_of_what_was_booked(
    client: stripe.StripeClient, sandbox: Sandbox, intent: str
) -> None:
    client.v1.refunds.create({"payment_intent": intent, "amount": 1000})
    now = client.v1.balance.retrieve()

    sandbox.advance_clock(3 * 86_400)

    later = client.v1.balance.retrieve()
    assert (now.available[0].amount, now.pending[0].amount) == (0, 2951)
    assert (later.available[0].amount, later.pending[0].amount) == (2951, 0)
    charge = client.v1.charges.list({"payment_intent": intent}).data[0].id
    booked = client.v1.balance_transactions.list({"source": charge}).data
    assert [(one.net, one.status) for one in booked] == [(3951, "available")]
