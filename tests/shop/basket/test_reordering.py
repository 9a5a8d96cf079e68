"""Buying the same again: what is still sold comes in, the rest is named."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from shop.order.queries import lock_order
from shop.order.services import change_status
from tests.shop.shopping import (
    Shopper,
    make_basket,
    make_country,
    make_product,
    make_user,
)

pytestmark = pytest.mark.django_db
Line = get_model("basket", "Line")


def make_order(user: Any, *lines: tuple[Any, int]) -> Any:
    make_country("US")
    placed = Shopper(basket=make_basket(*lines, owner=user), user=user).pay()
    order = lock_order(placed.order.pk)
    change_status(order=order, to="Paid", reason="", now=timezone.now())
    get_model("basket", "Basket").objects.filter(pk=order.basket_id).update(status="Submitted")
    return order


def press(client: Client, order: Any) -> Any:
    return client.post(f"/basket/again/{order.number}/", follow=True)


@pytest.fixture
def user() -> Any:
    return make_user()


@pytest.fixture
def client(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_what_is_still_sold_comes_in_and_the_rest_is_named(user: Any, client: Client) -> None:
    gone, scarce, sold = (
        make_product(title="Gone tote"),
        make_product(title="Scarce tote", stock=2),
        make_product(title="Sold tote"),
    )
    order = make_order(user, (gone, 1), (scarce, 2), (sold, 2))
    gone.is_public = False
    gone.save()

    page = press(client, order).content.decode()

    quantities = Line.objects.filter(basket__status="Open").values_list("product", "quantity")
    assert list(quantities) == [(sold.pk, 2)]
    for words in (
        "Gone tote is not in the shop any more.",
        "Scarce tote is sold out at the moment.",
        "In your basket again: Sold tote.",
    ):
        assert words in page


def test_deleted_goods_change_nothing(user: Any, client: Client) -> None:
    order = make_order(user, (make_product(), 1))
    order.lines.update(product=None, stockrecord=None)

    page = press(client, order)

    assert "not in the shop any more" in page.content.decode()
    assert Line.objects.filter(basket__status="Open").count() == 0


def test_only_own_orders_and_only_by_post(user: Any, client: Client) -> None:
    order = make_order(user, (make_product(), 1))
    stranger = Client()
    stranger.force_login(make_user("eve@example.org"))

    answers = [
        press(stranger, order).status_code,
        Client().post(f"/basket/again/{order.number}/").status_code,
        client.get(f"/basket/again/{order.number}/").status_code,
        client.post("/basket/again/no-such-number/").status_code,
    ]

    assert answers == [404, 302, 405, 404]
    assert Line.objects.filter(basket__status="Open").count() == 0


def test_account_shows_state_and_the_way_to_buy_again(user: Any, client: Client) -> None:
    order = make_order(user, (make_product(), 1))

    orders = client.get("/account/orders/").content.decode()
    page = client.get(f"/account/orders/{order.number}/").content.decode()

    assert "Paid, being packed" in orders
    assert f"/basket/again/{order.number}/" in page
    assert f"/account/orders/{order.number}/invoice.pdf" in page
