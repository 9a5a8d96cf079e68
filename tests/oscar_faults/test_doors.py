"""Faults 1, 5, 9 and 10: where Oscar's account pages lead, and what a link does there."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.apps.customer import views as stock
from oscar.apps.customer.alerts import views as alerts
from oscar.apps.customer.wishlists import views as wishlists
from oscar.core.loading import get_model

from nomi.demo.logins import DEMO_PASSWORD, SHOPPER_EMAIL
from nomi.platform.tokens.models import PrivateToken
from shop.order.links import ORDER_LIFE
from tests.oscar_faults.conftest import Ask
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.shopping import make_country, make_product, prove

pytestmark = pytest.mark.django_db
AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "http:///evil.example/",
    "\thttps://evil.example/",
    "https:evil.example",
    "////evil.example",
    "https://testserver@evil.example/",
    "%2F%2Fevil.example/",
)
PLACES = (
    "/account/login/",
    "/account/logout/",
    "/account/signup/",
    "/account/reauthenticate/",
    "/account/password/reset/",
    "/account/password/change/",
    "/account/email/",
    "/account/2fa/",
    "/account/",
    "/admin/login/",
    "/dashboard/",
    "/dashboard/login/",
    "/dashboard/logout/",
)


def stays(way: str) -> bool:
    """Return whether a browser that follows the address stays on the site."""
    is_odd = re.search(r"[\\\s]", way) is not None  # browsers take a backslash for a slash
    return not is_odd and urlsplit(urljoin("http://testserver/x/", way)).hostname == "testserver"


def sign_in(client: Client) -> None:
    answer = client.post(
        reverse("account_login"), {"login": SHOPPER_EMAIL, "password": DEMO_PASSWORD}
    )
    assert answer.status_code == 302


def make_address(user: Any) -> Any:
    return get_model("address", "UserAddress").objects.create(
        user=user, first_name="A", last_name="B", line1="1", line4="X", country=make_country("US")
    )


def test_fault_01_stock_sends_whoever_cancels_an_alert_off_the_site(ask: Ask, shopper: Any) -> None:
    alert = get_model("customer", "ProductAlert").objects.create(
        user=shopper, product=make_product(), status="Active"
    )

    request = ask("get", "/", {"next": "https://evil.example/"}, user=shopper)
    answer = alerts.ProductAlertCancelView.as_view()(request, pk=alert.pk)

    assert answer["Location"] == "https://evil.example/"


@pytest.mark.parametrize("target", AWAY)
def test_fault_01_no_next_leads_off_the_site(admin_client: Client, target: str) -> None:
    for browser in (admin_client, Client()):
        for place in PLACES:
            answer = browser.get(place, {"next": target})
            way = answer.headers.get("Location", "/")
            while way.startswith("/account/") and answer.status_code == 302:
                answer = browser.get(way)
                way = answer.headers.get("Location", "/")
            assert stays(way), (place, way)


@pytest.mark.parametrize("target", AWAY)
def test_fault_01_signing_in_leads_nowhere_off_the_site(shopper: Any, target: str) -> None:
    client = Client()

    answer = client.post(
        reverse("account_login"),
        {"login": SHOPPER_EMAIL, "password": DEMO_PASSWORD, "next": target},
    )

    assert stays(answer["Location"])


@pytest.mark.parametrize(
    "address", ["/account/alerts/", "/account/alerts/create/1/", "/account/alerts/1/cancel/"]
)
def test_fault_01_alerts_of_oscar_are_not_there(admin_client: Client, address: str) -> None:
    answer = admin_client.get(address, {"next": "https://evil.example/"})

    assert answer.status_code == 404


def test_fault_05_stock_changes_the_address_without_a_password(
    ask: Ask, shopper: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(stock, "get_password_reset_url", lambda _user: "/")
    request = ask("post", "/", {"email": "thief@evil.example"}, user=shopper)

    stock.ProfileUpdateView.as_view()(request)

    shopper.refresh_from_db()
    assert shopper.email == "thief@evil.example"


def test_fault_05_address_is_changed_after_a_fresh_password_only(
    client: Client, shopper: Any
) -> None:
    sign_in(client)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3_600
    session["account_authentication_methods"] = session["account_authentication_methods"]
    session.save()

    answer = client.post(
        reverse("account_email"), {"action_add": "", "email": "thief@evil.example"}
    )

    assert answer["Location"].partition("?")[0] == reverse("account_reauthenticate")
    assert not EmailAddress.objects.filter(email="thief@evil.example").exists()
    assert client.get("/account/profile/edit/").status_code == 404


def test_fault_05_new_address_counts_once_confirmed_and_the_old_one_hears_of_it(
    client: Client, shopper: Any
) -> None:
    cache.clear()
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})

    client.post(reverse("account_email"), {"action_add": "", "email": "new@shopper.example"})
    shopper.refresh_from_db()
    before = shopper.email
    link = re.search(
        r"/account/confirm-email/\S+",
        next(m.body for m in mail.outbox if m.to == ["new@shopper.example"]),
    )
    assert link
    client.get(link[0])
    unconfirmed = EmailAddress.objects.get(email="new@shopper.example").verified
    client.post(link[0])
    client.post(reverse("account_email"), {"action_primary": "", "email": "new@shopper.example"})

    shopper.refresh_from_db()
    assert (before, unconfirmed, shopper.email) == (SHOPPER_EMAIL, False, "new@shopper.example")
    assert [message.subject for message in mail.outbox if message.to == [SHOPPER_EMAIL]] != []


def test_fault_05_address_that_nobody_confirmed_never_becomes_the_first(
    client: Client, shopper: Any
) -> None:
    cache.clear()
    EmailAddress.objects.filter(user=shopper).update(verified=False)
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "thief@evil.example"})

    client.post(reverse("account_email"), {"action_primary": "", "email": "thief@evil.example"})

    shopper.refresh_from_db()
    assert shopper.email == SHOPPER_EMAIL
    assert EmailAddress.objects.get(email="thief@evil.example").primary is False


def test_fault_09_stock_logs_out_by_a_link(client: Client, ask: Ask, shopper: Any) -> None:
    client.force_login(shopper)
    request = ask("get", "/", user=shopper)
    request.session = client.session  # type: ignore[assignment]

    stock.LogoutView.as_view()(request)

    assert "_auth_user_id" not in request.session


def test_fault_09_stock_changes_the_default_address_by_a_link(ask: Ask, shopper: Any) -> None:
    address = make_address(shopper)

    request = ask("get", "/", user=shopper)
    stock.AddressChangeStatusView.as_view()(request, pk=address.pk, action="default_for_shipping")

    address.refresh_from_db()
    assert address.is_default_for_shipping is True


def test_fault_09_stock_fills_a_wish_list_by_a_link(ask: Ask, shopper: Any) -> None:
    request = ask("get", "/", user=shopper)

    wishlists.WishListAddProduct.as_view()(request, product_pk=make_product().pk)

    assert get_model("wishlists", "Line").objects.count() == 1


def test_fault_09_logout_is_not_a_link(admin_client: Client) -> None:
    statuses = [
        admin_client.get(address).status_code
        for address in (reverse("account_logout"), "/admin/logout/", "/dashboard/logout/")
    ]

    assert statuses == [200, 405, 302]
    assert "_auth_user_id" in admin_client.session


def test_fault_09_default_address_is_not_changed_by_a_link(client: Client, shopper: Any) -> None:
    address = make_address(shopper)
    client.force_login(shopper)

    answer = client.get(reverse("customer:address-first", args=(address.pk,)))

    address.refresh_from_db()
    assert (answer.status_code, address.is_default_for_shipping) == (405, False)


def test_fault_09_wish_lists_of_oscar_are_not_there(client: Client, shopper: Any) -> None:
    client.force_login(shopper)

    answer = client.get(f"/account/wishlists/add/{make_product().pk}/")

    assert answer.status_code == 404
    assert get_model("wishlists", "Line").objects.count() == 0


def test_fault_10_stock_opens_a_guest_order_for_ever(stripe: Any) -> None:
    order = make_paid_order(stripe)
    link = order.verification_hash()
    order.date_placed = timezone.now() - timedelta(days=3_650)
    order.save()

    assert order.check_verification_hash(link)


def test_fault_10_link_of_an_order_ends_and_asks_for_the_address(
    client: Client, stripe: Any
) -> None:
    order = make_paid_order(stripe)
    old = client.get(f"/account/order-status/{order.number}/{order.verification_hash()}/")
    path = prove(client, order)

    opened = order.number in client.get(path).content.decode()
    PrivateToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    ended = order.number not in client.get(path).content.decode()

    assert (old.status_code, opened, ended) == (404, True, True)
    assert timedelta(days=180) == ORDER_LIFE
