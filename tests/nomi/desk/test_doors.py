"""One login door: every other way in leads there, and nothing of Oscar's stays open beside it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from nomi.demo.staff import DEMO_PASSWORD, SHOPPER_EMAIL, STAFF_EMAIL, seed_staff

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str) -> None:
    response = client.post(reverse("account_login"), {"login": email, "password": DEMO_PASSWORD})
    assert response.status_code == 302


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/dashboard/reports/"])
def test_stranger_is_led_to_the_one_door(client: Client, address: str) -> None:
    response = client.get(address, follow=True)

    assert response.redirect_chain[-1][0].partition("?")[0] == reverse("account_login")


@pytest.mark.parametrize("address", ["/admin/login/", "/dashboard/login/"])
def test_old_doors_take_no_password(client: Client, address: str) -> None:
    seed_staff()

    response = client.post(address, {"username": "staff", "password": DEMO_PASSWORD})

    assert response.status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("customer:login", "account_login"),
        ("customer:logout", "account_logout"),
        ("customer:register", "account_signup"),
        ("customer:change-password", "account_change_password"),
    ],
)
def test_names_of_oscar_resolve_to_the_one_door(client: Client, name: str, page: str) -> None:
    assert reverse(name) == reverse(page)


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/register/",
        "/password-reset/",
        "/account/register/",
        "/account/profile/edit/",
        "/account/profile/delete/",
        "/account/order-status/1/x/",
        "/account/order-status-form/1/x/",
        "/account/alerts/",
        "/account/alerts/create/1/?next=https://evil.example/",
        "/account/wishlists/add/1/",
        "/account/emails/",
        "/dashboard/comms/",
        "/dashboard/offers/",
        "/dashboard/vouchers/",
        "/dashboard/ranges/",
        "/dashboard/orders/",
        "/dashboard/partners/",
        "/dashboard/pages/",
        "/dashboard/users/",
    ],
)
def test_closed_page_of_oscar_is_not_there(admin_client: Client, address: str) -> None:
    assert admin_client.get(address).status_code == 404


@pytest.mark.parametrize(
    "name", ["password-reset", "password-reset-confirm", "dashboard:comms-list"]
)
def test_closed_name_of_oscar_is_gone(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name, kwargs={"uidb64": "x", "token": "x"} if "confirm" in name else None)


def test_staff_enter_by_the_one_door(client: Client) -> None:
    seed_staff()
    sign_in(client, STAFF_EMAIL)

    response = client.get("/admin/login/?next=/dashboard/reports/")

    assert (response.status_code, response["Location"]) == (302, "/dashboard/reports/")
    assert client.get("/admin/").status_code == 200


def test_shopper_is_refused_the_staff_pages(client: Client) -> None:
    seed_staff()
    sign_in(client, SHOPPER_EMAIL)

    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/dashboard/reports/", follow=True).status_code == 403


def test_seed_staff_twice_changes_nothing() -> None:
    seed_staff()
    before = list(get_user_model().objects.order_by("pk").values())
    seed_staff()

    assert list(get_user_model().objects.order_by("pk").values()) == before
    assert len(before) == 10
