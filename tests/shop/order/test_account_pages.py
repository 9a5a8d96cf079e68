"""Orders in the account: a shopper's own, and only those that were paid."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from shop.order.queries import lock_order
from shop.order.services import change_status
from tests.shop.shopping import Shopper, make_basket, make_country, make_product, make_user

pytestmark = pytest.mark.django_db


def _order(user: Any, status: str) -> Any:
    make_country("US")
    placed = Shopper(basket=make_basket((make_product(), 1), owner=user), user=user).pay()
    order = lock_order(placed.order.pk)
    if status == "Paid":
        change_status(order=order, to="Paid", reason="Paid", now=timezone.now())
    return order


def test_unpaid_orders_are_hidden_and_foreign_ones_unknown(django_assert_num_queries: Any) -> None:
    user, stranger = make_user(), make_user("eve@example.org")
    paid, unpaid, foreign = _order(user, "Paid"), _order(user, ""), _order(stranger, "Paid")
    client = Client()
    client.force_login(user)

    with django_assert_num_queries(2):
        page = client.get("/account/orders/")

    assert [order.number for order in page.context["orders"]] == [paid.number]
    assert client.get(f"/account/orders/{paid.number}/").status_code == 200
    assert client.get(f"/account/orders/{unpaid.number}/").status_code == 404
    assert client.get(f"/account/orders/{foreign.number}/").status_code == 404


def test_a_stranger_is_led_to_the_login() -> None:
    order = _order(make_user(), "Paid")

    answer = Client().get(f"/account/orders/{order.number}/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/?next=")


def test_the_moment_handed_in_is_the_moment_written_down() -> None:
    order = _order(make_user(), "")
    moment = timezone.now().replace(year=2020)

    change_status(order=order, to="Paid", reason="Late", now=moment)

    [change] = get_model("order", "OrderStatusChange").objects.filter(order=order)
    assert (change.old_status, change.new_status) == ("Awaiting payment", "Paid")
    assert change.date_created == moment
    assert order.notes.get().message == "Late"
