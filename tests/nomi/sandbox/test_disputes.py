"""A buyer's bank takes a charge back, and decides."""

import json
from typing import Any

import pytest
import stripe

from nomi.sandbox.errors import Refusal
from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox import contract
from tests.nomi.sandbox.scenes import list_event_types, open_session

CHARGED = ("charge", "charge", 3951)
TAKEN = ("adjustment", "dispute", -5600)


@pytest.fixture
def charge(client: stripe.StripeClient, sandbox: Sandbox) -> str:
    """Return a charge of $41.00."""
    sandbox.pay(open_session(client).id)
    return str(sandbox.list_all("charge")[0]["id"])


def _switch(sandbox: Sandbox, door: str, **words: Any) -> Any:
    return sandbox.switches.answer("POST", f"/_sandbox/dispute/{door}", words)


def _list_booked(client: stripe.StripeClient) -> list[tuple[str, str, int]]:
    found = client.v1.balance_transactions.list({}).data
    return [(one.type, one.reporting_category, one.net) for one in found]


def _list_told(client: stripe.StripeClient) -> list[str]:
    return [kind for kind in list_event_types(client) if kind.startswith("charge.dispute.")]


@pytest.mark.parametrize("won", [True, False])
def test_dispute_takes_the_charge_and_a_fee(
    client: stripe.StripeClient,
    sandbox: Sandbox,
    charge: str,
    won: bool,  # noqa: FBT001 - a case of the table
) -> None:
    dispute = _switch(sandbox, charge)
    _switch(sandbox, dispute["id"], answered=True)
    between = client.v1.disputes.retrieve(dispute["id"])

    _switch(sandbox, dispute["id"], won=won)

    back = [("adjustment", "dispute_reversal", 4100)] if won else []
    assert _list_booked(client) == [*back, TAKEN, CHARGED]
    found = client.v1.disputes.list({"charge": charge}).data
    assert [one.status for one in found] == ["won" if won else "lost"]
    assert (between.status, between.evidence_details.has_evidence) == ("under_review", True)
    assert between.evidence_details.due_by == between.created + 9 * 86_400
    assert _list_told(client) == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        *(["charge.dispute.funds_reinstated"] if won else []),
        "charge.dispute.closed",
    ]


def test_every_dispute_in_an_event_keeps_the_contract(sandbox: Sandbox, charge: str) -> None:
    dispute = _switch(sandbox, charge)
    _switch(sandbox, dispute["id"], answered=True)
    _switch(sandbox, dispute["id"], won=True)

    told = [event for event in sandbox.list_all("event") if "dispute" in event["type"]]

    assert [len(event["data"]["object"]["balance_transactions"]) for event in told] == [
        2,
        2,
        1,
        1,
        1,
    ]
    for event in told:
        contract.check_resource(json.dumps(event["data"]["object"]), "dispute")


def test_disputed_charge_is_not_refunded_until_it_is_won(
    client: stripe.StripeClient, sandbox: Sandbox, charge: str
) -> None:
    dispute = _switch(sandbox, charge)

    with pytest.raises(stripe.InvalidRequestError, match="has been charged back") as refused:
        client.v1.refunds.create({"charge": charge})

    assert refused.value.code == "charge_disputed"
    assert sandbox.list_all("refund") == []
    _switch(sandbox, dispute["id"], won=True)
    assert client.v1.refunds.create({"charge": charge}).status == "succeeded"


def test_dispute_takes_what_refunds_left(
    client: stripe.StripeClient, sandbox: Sandbox, charge: str
) -> None:
    client.v1.refunds.create({"charge": charge, "amount": 1_100})

    assert _switch(sandbox, charge)["amount"] == 3_000


@pytest.mark.parametrize("amount", [0, -1, 4_101])
def test_dispute_of_money_that_is_not_there_is_refused(
    client: stripe.StripeClient, sandbox: Sandbox, charge: str, amount: int
) -> None:
    with pytest.raises(Refusal, match="cannot be disputed"):
        _switch(sandbox, charge, amount=amount)

    assert sandbox.list_all("dispute") == []
    assert _list_booked(client) == [CHARGED]


def test_decided_dispute_is_decided_once(sandbox: Sandbox, charge: str) -> None:
    dispute = _switch(sandbox, charge)
    _switch(sandbox, dispute["id"], won=False)
    before = sandbox.list_all("dispute")

    for words in ({"won": True}, {"answered": True}):
        with pytest.raises(Refusal, match="This dispute is lost"):
            _switch(sandbox, dispute["id"], **words)

    assert sandbox.list_all("dispute") == before
