import time
from typing import Any

import pytest
import stripe

from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.scenes import open_session


@pytest.fixture
def made(client: stripe.StripeClient) -> list[str]:
    """Return the ids of five sessions, newest first."""
    return [open_session(client).id for _ in range(5)][::-1]


def _ids(page: Any) -> list[str]:
    return [one.id for one in page.data]


def test_list_is_newest_first_and_paged_forward(
    client: stripe.StripeClient, made: list[str]
) -> None:
    first = client.v1.checkout.sessions.list({"limit": 2})
    second = client.v1.checkout.sessions.list({"limit": 2, "starting_after": made[1]})
    last = client.v1.checkout.sessions.list({"limit": 2, "starting_after": made[3]})

    assert [_ids(page) for page in (first, second, last)] == [made[:2], made[2:4], made[4:]]
    assert [page.has_more for page in (first, second, last)] == [True, True, False]


def test_list_is_paged_backward_to_the_nearest_newer(
    client: stripe.StripeClient, made: list[str]
) -> None:
    near = client.v1.checkout.sessions.list({"limit": 2, "ending_before": made[3]})
    rest = client.v1.checkout.sessions.list({"limit": 2, "ending_before": made[1]})

    assert (_ids(near), near.has_more) == (made[1:3], True)
    assert (_ids(rest), rest.has_more) == (made[:1], False)


def test_auto_paging_finds_everything_once(client: stripe.StripeClient, made: list[str]) -> None:
    page = client.v1.checkout.sessions.list({"limit": 2})

    assert [session.id for session in page.auto_paging_iter()] == made


def test_list_is_filtered_by_status_and_payment(
    client: stripe.StripeClient, sandbox: Sandbox, made: list[str]
) -> None:
    intent = sandbox.pay(made[2])
    client.v1.checkout.sessions.expire(made[4])

    found = {
        status: _ids(client.v1.checkout.sessions.list({"status": status}))
        for status in ("open", "complete", "expired")
    }

    assert found == {
        "open": [made[0], made[1], made[3]],
        "complete": [made[2]],
        "expired": [made[4]],
    }
    assert _ids(client.v1.checkout.sessions.list({"payment_intent": intent})) == [made[2]]


def test_list_is_bounded_by_the_moment_of_making(
    client: stripe.StripeClient, sandbox: Sandbox, made: list[str]
) -> None:
    sandbox.advance_clock(60)
    late = open_session(client).id
    moment = int(time.time()) + 30

    after = client.v1.checkout.sessions.list({"created": {"gt": moment}})
    before = client.v1.checkout.sessions.list({"created": {"lte": moment}})

    assert (_ids(after), _ids(before)) == ([late], made)


def test_events_are_found_since_a_moment_and_by_type(
    client: stripe.StripeClient, sandbox: Sandbox, made: list[str]
) -> None:
    sandbox.pay(made[0])
    client.v1.checkout.sessions.expire(made[1])
    types: Any = ["checkout.session.completed", "checkout.session.expired"]

    both = client.v1.events.list({"types": types, "created": {"gt": int(time.time()) - 60}})
    one = client.v1.events.list({"type": "checkout.session.expired"})

    assert [event.type for event in both.data] == types[::-1]
    assert client.v1.events.retrieve(one.data[0].id).to_dict() == one.data[0].to_dict()


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 0},
        {"limit": -1},
        {"limit": "many"},
        {"starting_after": "cs_test_nothing"},
        {"ending_before": "cs_test_nothing"},
        {"created": {"since": 1}},
        {"created": "yesterday"},
    ],
    ids=str,
)
def test_bad_list_is_refused(client: stripe.StripeClient, asked: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.list(asked)

    assert refused.value.http_status == 400


def test_event_names_the_request_that_caused_it(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    intent = sandbox.pay(open_session(client).id)
    refund = client.v1.refunds.create({"payment_intent": intent}, {"idempotency_key": "refund:1"})

    events = client.v1.events.list({"limit": 100}).data

    named = {event.type: event.to_dict()["request"] for event in events}
    assert named["refund.created"] == {
        "id": refund.last_response.headers["Request-Id"],
        "idempotency_key": "refund:1",
    }
    assert named["checkout.session.completed"] == {"id": None, "idempotency_key": None}
