import http.client
from typing import Any

import pytest
import requests
import stripe

from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.scenes import list_sessions, open_session


@pytest.mark.parametrize("key", ["sk_test_x", "rk_test_x", "sk_live_x", "rk_live_x"])
def test_secret_and_restricted_keys_are_taken(make_client: Any, key: str) -> None:
    session = open_session(make_client(key))

    assert session.livemode is ("_live_" in key)


@pytest.mark.parametrize("key", ["pk_test_x", "sk_test_", "nonsense"])
def test_other_keys_are_refused(make_client: Any, client: stripe.StripeClient, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError) as refused:
        open_session(make_client(key))

    assert refused.value.http_status == 401
    assert list_sessions(client) == []


def test_missing_key_is_refused(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.url}/v1/events", timeout=60)

    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "invalid_request_error")
    assert answer.headers["Request-Id"].startswith("req_")


def test_revoked_key_is_refused_until_restored(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    sandbox.faults.revoke("sk_test_standin")
    with pytest.raises(stripe.AuthenticationError) as refused:
        open_session(client)

    sandbox.faults.restore("sk_test_standin")

    assert refused.value.json_body["error"]["code"] == "api_key_expired"
    assert list_sessions(client) == []


def test_other_version_is_refused_and_ours_is_named(make_client: Any, sandbox: Sandbox) -> None:
    old = make_client("sk_test_x", stripe_version="2020-08-27")

    with pytest.raises(stripe.InvalidRequestError, match=r"2026-10-28\.endive"):
        list_sessions(old)

    answer = requests.get(f"{sandbox.url}/v1/events", auth=("sk_test_x", ""), timeout=60)
    assert answer.headers["Stripe-Version"] == stripe.api_version


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/nothing"), ("DELETE", "/v1/refunds/re_1"), ("POST", "/v1/events")],
)
def test_unknown_call_is_a_404(sandbox: Sandbox, method: str, path: str) -> None:
    answer = requests.request(method, f"{sandbox.url}{path}", auth=("sk_test_x", ""), timeout=60)

    assert (answer.status_code, answer.json()["error"]["message"]) == (
        *(404, f"Unrecognized request URL ({method}: {path})."),
    )


@pytest.mark.parametrize("path", ["//[", "/v1/%", "/_sandbox", "/pay/%00", "/v1/events/?x"])
def test_odd_address_is_a_404(sandbox: Sandbox, path: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", sandbox.server.server_address[1], timeout=60)

    line.request("GET", path, headers={"Authorization": "Bearer sk_test_x"})

    assert line.getresponse().status == 404
    line.close()


@pytest.mark.parametrize(
    "form",
    [
        b"mode=payment&mode[x]=1",
        b"a[b=1",
        b"\xff\xfe=1",
        b"line_items=1",
        b"line_items[0]=1",
        b"metadata=1",
        b"&".join(b"a%d=1" % number for number in range(3000)),
        b"a=" + b"x" * 1_100_000,
    ],
    ids=lambda form: repr(form[:20]),
)
def test_malformed_form_is_a_400(sandbox: Sandbox, form: bytes) -> None:
    answer = requests.post(
        f"{sandbox.url}/v1/checkout/sessions", data=form, auth=("sk_test_x", ""), timeout=60
    )

    assert answer.status_code == 400
    assert sandbox.list_all("session") == []
