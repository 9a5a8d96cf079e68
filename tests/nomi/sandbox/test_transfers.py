"""Money that leaves: transfers to providers, reversals, payouts to the bank."""

from typing import Any

import pytest
import stripe

from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.scenes import list_event_types, open_account, open_session, send


@pytest.fixture
def account(client: stripe.StripeClient, sandbox: Sandbox) -> str:
    """Return a recipient abroad; the balance holds $39.51, pending."""
    sandbox.pay(open_session(client).id)
    return open_account(client)


def _list_booked(client: stripe.StripeClient) -> list[tuple[str, str, int]]:
    found = client.v1.balance_transactions.list({}).data
    return [(one.type, one.reporting_category, one.net) for one in found]


def _switch(sandbox: Sandbox, door: str, words: Any = None) -> Any:
    return sandbox.switches.answer("POST", f"/_sandbox/{door}", words or {})


CHARGED = ("charge", "charge", 3951)


def test_transfer_is_booked_and_told(
    client: stripe.StripeClient, sandbox: Sandbox, account: str
) -> None:
    transfer = send(client, sandbox, account, 2000)

    found = client.v1.transfers.list({"transfer_group": "p-1"}).data
    assert [one.to_dict() for one in found] == [transfer.to_dict()]
    assert (transfer.destination, transfer.metadata["payout"]) == (account, "p-1")
    assert _list_booked(client) == [("transfer", "transfer", -2000), CHARGED]
    assert client.v1.balance.retrieve().available[0].amount == 1951
    assert list_event_types(client)[-1] == "transfer.created"


def test_transfer_beyond_what_is_available_is_refused_for_good(
    client: stripe.StripeClient, sandbox: Sandbox, account: str
) -> None:
    asked: Any = {"amount": 100, "currency": "usd", "destination": account}

    for _ in range(2):  # the refusal is kept for the key, also once the money is there
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.transfers.create(asked, {"idempotency_key": "t:1"})
        assert refused.value.code == "balance_insufficient"
        sandbox.advance_clock(3600)

    assert client.v1.transfers.list({}).data == []
    assert _list_booked(client) == [CHARGED]


def test_transfer_whose_answer_is_lost_happened_once(
    client: stripe.StripeClient, sandbox: Sandbox, account: str
) -> None:
    sandbox.faults.set("drop", path="/v1/transfers")
    with pytest.raises(stripe.APIConnectionError):
        send(client, sandbox, account, 2000, key="transfer:p-1")

    again = client.v1.transfers.create(
        {
            "amount": 2000,
            "currency": "usd",
            "destination": account,
            "metadata": {"payout": "p-1"},
            "transfer_group": "p-1",
        },
        {"idempotency_key": "transfer:p-1"},
    )

    assert [one["id"] for one in sandbox.list_all("transfer")] == [again.id]


def test_transfer_is_sent_back_a_day_later_in_parts(
    client: stripe.StripeClient, sandbox: Sandbox, account: str
) -> None:
    transfer = send(client, sandbox, account, 2000)
    sandbox.advance_clock(86_400)

    _switch(sandbox, f"transfer/{transfer.id}", {"amount": 500})
    _switch(sandbox, f"transfer/{transfer.id}")

    after = client.v1.transfers.retrieve(transfer.id)
    assert (after.amount_reversed, after.reversed) == (2000, True)
    assert [one.amount for one in after.reversals.data] == [1500, 500]
    back = client.v1.transfers.reversals.list(transfer.id).data
    assert [one.amount for one in back] == [1500, 500]
    assert _list_booked(client)[:2] == [
        ("transfer_refund", "transfer_reversal", 1500),
        ("transfer_refund", "transfer_reversal", 500),
    ]
    assert list_event_types(client)[-1] == "transfer.reversed"
    with pytest.raises(stripe.InvalidRequestError, match="0 left to reverse"):
        client.v1.transfers.reversals.create(transfer.id, {"amount": 1})


def test_balance_transactions_show_their_sources_whole(
    client: stripe.StripeClient, sandbox: Sandbox, account: str
) -> None:
    transfer = send(client, sandbox, account, 2000)
    _switch(sandbox, f"transfer/{transfer.id}")
    client.v1.payouts.create({"amount": 500, "currency": "usd"})

    listed = client.v1.balance_transactions.list({"expand": ["data.source"]}).data

    sources: list[Any] = [one.source for one in listed]
    assert [one.object for one in sources] == ["payout", "transfer_reversal", "transfer", "charge"]
    assert sources[1].transfer == transfer.id
    assert sources[3].metadata["order"] == "N-7Q4K"


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ({"country": "IN"}, "not currently supported"),
        ({"country": "KH", "tos_acceptance": {"service_agreement": "full"}}, "recipient"),
        ({"capabilities": {"card_payments": {"requested": True}}}, "recipient"),
    ],
)
def test_account_abroad_is_a_recipient_or_nothing(
    client: stripe.StripeClient, sandbox: Sandbox, words: dict[str, Any], match: str
) -> None:
    asked: Any = {
        "country": "KH",
        "capabilities": {"transfers": {"requested": True}},
        "tos_acceptance": {"service_agreement": "recipient"},
        **words,
    }

    with pytest.raises(stripe.InvalidRequestError, match=match):
        client.v1.accounts.create(asked)

    assert sandbox.list_all("account") == []


def test_account_without_the_capability_gets_nothing(
    client: stripe.StripeClient, sandbox: Sandbox, account: str
) -> None:
    _switch(sandbox, f"account/{account}", {"closed": True})

    with pytest.raises(stripe.InvalidRequestError) as refused:
        send(client, sandbox, account, 2000)

    assert refused.value.code == "insufficient_capabilities_for_transfer"
    assert sandbox.list_all("transfer") == []
    _switch(sandbox, f"account/{account}", {"closed": False})
    send(client, sandbox, account, 2000)


def test_metadata_of_a_transfer_can_be_added_to(
    client: stripe.StripeClient, sandbox: Sandbox, account: str
) -> None:
    transfer = send(client, sandbox, account, 2000)

    client.v1.transfers.update(transfer.id, {"metadata": {"note": "seen"}})

    after = client.v1.transfers.retrieve(transfer.id)
    assert after.metadata.to_dict() == {"payout": "p-1", "note": "seen"}


@pytest.mark.parametrize("succeeded", [True, False])
def test_payout_reaches_the_bank_or_comes_back(
    client: stripe.StripeClient,
    sandbox: Sandbox,
    account: str,
    succeeded: bool,  # noqa: FBT001 - a case of the table
) -> None:
    sandbox.advance_clock(3 * 86_400)
    payout = client.v1.payouts.create({"amount": 500, "currency": "usd"})

    _switch(sandbox, f"payout/{payout.id}", {"succeeded": succeeded})

    after = client.v1.payouts.retrieve(payout.id)
    assert after.status == ("paid" if succeeded else "failed")
    back = [] if succeeded else [("payout_failure", "payout_reversal", 500)]
    assert _list_booked(client) == [*back, ("payout", "payout", -500), CHARGED]
