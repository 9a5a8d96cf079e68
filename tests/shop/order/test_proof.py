"""The link alone opens nothing: the page asks for the e-mail address too (SAFETY.md, P12)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nomi.platform import link_proofs
from nomi.platform.tokens.models import PrivateToken
from shop.order import proof
from shop.order.correcting import correct_email
from shop.order.links import get_order_path
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.shopping import make_user, prove

pytestmark = pytest.mark.django_db
NOBODY = "/order/abcdefghijklmnopqrstuvwxyz234567/"
SECRETS = ("buyer@example.org", "$59.00", "Tote")


@pytest.fixture
def order(stripe: Any) -> Any:
    cache.clear()
    return make_paid_order(stripe)


def opens(client: Client, order: Any) -> bool:
    return order.number in client.get(get_order_path(order=order)).content.decode()


def strip(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = {name: value for name, value in answer.items() if name != "X-Request-ID"}
    policy = sorted(headers.pop("Content-Security-Policy").split("; "))  # in no order of its own
    # the page in another language has the address that was asked for
    body = answer.content.replace(answer.wsgi_request.path.encode(), b"/here/")
    return answer.status_code, body, sorted([*headers.items(), ("policy", str(policy))])


def test_link_alone_shows_nothing_and_writes_nothing(order: Any, client: Client) -> None:
    path = get_order_path(order=order)

    pages = [client.get(path + rest) for rest in ("", "invoice.pdf", "return/")]
    thanks = client.get(path.replace("/order/", "/checkout/thank-you/"))

    assert [page.status_code for page in pages] == [200, 302, 302]
    assert (thanks.status_code, thanks["Location"]) == (302, path)
    assert all(secret not in pages[0].content.decode() for secret in (order.number, *SECRETS))
    assert pages[0].headers["Cache-Control"] == "no-store, private"
    assert pages[0].headers["Referrer-Policy"] == "no-referrer"
    assert pages[0].headers["X-Robots-Tag"] == "noindex, nofollow"
    assert Session.objects.count() == 0
    assert not client.cookies


@pytest.mark.parametrize("typed", ["buyer@example.org", " Buyer@Example.ORG ", "BUYER@EXAMPLE.ORG"])
def test_right_address_opens_the_order_for_this_browser(order: Any, typed: str) -> None:
    client = Client()

    answer = client.post(get_order_path(order=order), {"email": typed})

    assert (answer.status_code, answer["Location"]) == (302, get_order_path(order=order))
    assert opens(client, order)
    assert not opens(Client(), order)


def test_one_order_opens_no_other(order: Any, client: Client, stripe: Any) -> None:
    prove(client, order)

    assert not opens(client, make_paid_order(stripe))


def test_wrong_unknown_expired_and_wrong_address_get_the_same_answer(order: Any) -> None:
    path = get_order_path(order=order)
    asked = [Client().get(path), Client().get(NOBODY)]
    tried = [Client().post(address, {"email": "x@example.org"}) for address in (path, NOBODY)]
    PrivateToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    asked.append(Client().get(path))
    tried.append(Client().post(path, {"email": "x@example.org"}))
    right = Client().post(path, {"email": "buyer@example.org"})

    assert len({str(strip(answer)) for answer in asked}) == 1
    assert len({str(strip(answer)) for answer in tried}) == 1
    assert [answer.status_code for answer in (*tried, right)] == [422] * 4
    assert "do not open an order" in right.content.decode()
    assert Session.objects.count() == 0


def test_database_is_asked_the_same_for_every_wrong_answer(order: Any) -> None:
    counts = []
    for address in (get_order_path(order=order), NOBODY):
        with CaptureQueriesContext(connection) as queries:
            Client().post(address, {"email": "x@example.org"})
        counts.append([re.sub(r"'[^']*'", "?", query["sql"]) for query in queries])

    assert counts[0] == counts[1]
    assert len(counts[0]) == 2


@pytest.mark.parametrize("typed", [link_proofs.NOBODY, "buyer@example.org", "x@example.org"])
def test_order_without_an_address_is_opened_by_none(order: Any, client: Client, typed: str) -> None:
    order.guest_email = ""
    order.save()

    answer = client.post(get_order_path(order=order), {"email": typed})

    assert (answer.status_code, opens(client, order)) == (422, False)


def test_typed_address_is_kept_beside_the_words(order: Any, client: Client) -> None:
    page = client.post(get_order_path(order=order), {"email": "no address"})

    assert page.status_code == 422
    assert 'value="no address"' in page.content.decode()


def test_sixth_try_waits_and_even_the_right_one(order: Any, client: Client) -> None:
    path = get_order_path(order=order)

    tries = [client.post(path, {"email": f"{number}@example.org"}) for number in range(5)]
    late = client.post(path, {"email": "buyer@example.org"})
    unknown = [client.post(NOBODY, {"email": "buyer@example.org"}) for _ in range(6)][-1]

    assert {answer.status_code for answer in tries} == {422}
    assert (late.status_code, opens(client, order)) == (429, False)
    assert "Wait 60 minutes" in late.content.decode()
    assert strip(late) == strip(unknown)


def test_stranger_with_the_link_does_not_shut_its_buyer_out(order: Any) -> None:
    path = get_order_path(order=order)
    for number in range(100):
        Client(REMOTE_ADDR="192.0.2.1").post(path, {"email": f"{number}@example.org"})

    buyer = Client(REMOTE_ADDR="192.0.2.2")
    prove(buyer, order)

    assert opens(buyer, order)


def test_one_household_and_forged_addresses_count_as_one(order: Any, settings: Any) -> None:
    settings.SHOP_ORDER_PROOFS_PER_HOUR = 1
    path = get_order_path(order=order)
    client = Client(REMOTE_ADDR="2001:db8:1:2::1")
    client.post(path, {"email": "x@example.org"}, headers={"X-Forwarded-For": "198.51.100.1"})

    forged = client.post(path, {"email": "y@example.org"}, headers={"X-Forwarded-For": "10.0.0.1"})
    moved = Client(REMOTE_ADDR="2001:db8:1:2::99").post(path, {"email": "buyer@example.org"})

    assert (forged.status_code, moved.status_code) == (429, 429)


def test_proof_ends_after_hours(order: Any, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(link_proofs, "LIFE", timedelta(seconds=-1))

    prove(client, order)

    assert not opens(client, order)


def test_corrected_address_shuts_out_who_knew_the_old_one(order: Any) -> None:
    old, buyer = Client(), Client()
    for client in (old, buyer):
        prove(client, order)
    correction = get_order_path(order=order).replace("/order/", "/checkout/thank-you/") + "email/"

    buyer.post(correction, {"email": "right@example.org"})

    assert (opens(old, order), opens(buyer, order)) == (False, True)


def test_correction_by_staff_shuts_out_who_knew_the_old_one(order: Any, client: Client) -> None:
    prove(client, order)

    correct_email(order_id=order.pk, email="right@example.org", now=timezone.now())

    assert not opens(client, order)


def test_signed_in_owner_need_not_prove(order: Any, client: Client) -> None:
    order.user = make_user()
    order.save()
    other = Client()
    other.force_login(make_user("eve@example.org"))
    client.force_login(order.user)

    assert (opens(client, order), opens(other, order)) == (True, False)


def test_session_keeps_no_address_and_only_the_latest_orders(order: Any, client: Client) -> None:
    session = client.session
    session[proof.PROOFS.key] = {f"N-{number}": ("mark", 0) for number in range(link_proofs.MOST)}
    session.save()

    prove(client, order)

    kept = client.session[proof.PROOFS.key]
    assert len(kept) == link_proofs.MOST
    assert order.number in kept
    assert "example.org" not in str(kept)
