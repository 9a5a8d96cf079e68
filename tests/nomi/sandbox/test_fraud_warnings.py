"""An issuer warns of a charge, early."""

import json
from typing import Any

import pytest
import stripe

from nomi.sandbox.errors import Refusal
from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox import contract
from tests.nomi.sandbox.scenes import list_event_types, open_session


@pytest.fixture
def charge(client: stripe.StripeClient, sandbox: Sandbox) -> str:
    """Return a charge of $41.00."""
    sandbox.pay(open_session(client).id)
    return str(sandbox.list_all("charge")[0]["id"])


def _warn(sandbox: Sandbox, charge: str) -> Any:
    return sandbox.switches.answer("POST", f"/_sandbox/warn/{charge}", {})


def test_warning_is_told_and_listed(
    client: stripe.StripeClient, sandbox: Sandbox, charge: str
) -> None:
    warning = _warn(sandbox, charge)

    listed = client.v1.radar.early_fraud_warnings.list({"charge": charge}).data
    assert [(one.id, one.actionable) for one in listed] == [(warning["id"], True)]
    assert list_event_types(client)[-1] == "radar.early_fraud_warning.created"
    [event] = [one for one in sandbox.list_all("event") if one["type"].startswith("radar.")]
    contract.check_resource(json.dumps(event["data"]["object"]), "radar.early_fraud_warning")


def test_warning_is_over_when_the_charge_went_back(
    client: stripe.StripeClient, sandbox: Sandbox, charge: str
) -> None:
    warning = _warn(sandbox, charge)

    client.v1.refunds.create({"charge": charge})

    assert client.v1.radar.early_fraud_warnings.retrieve(warning["id"]).actionable is False


def test_charge_is_warned_of_once(sandbox: Sandbox, charge: str) -> None:
    _warn(sandbox, charge)

    with pytest.raises(Refusal, match="Nobody warns"):
        _warn(sandbox, charge)

    assert len(sandbox.list_all("fraud_warning")) == 1
