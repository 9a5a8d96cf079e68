"""Cases 3 and 4: webhook before redirect, redirect before webhook. The second finds "already"."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shop.order.links import get_order_token
from shop.stripe_checkout import services
from tests.failure_cases import scenes
from tests.shop.shopping import prove

pytestmark = pytest.mark.django_db


def _come_back(order: Any, browser: Client | None = None) -> Any:
    token = get_order_token(order=order)
    return (browser or Client()).get(f"/checkout/return/{token}/")


def _handle_webhook() -> str:
    [body] = scenes.list_bodies("checkout.session.completed")
    scenes.send_webhook(body)
    return services.handle_event(event_id=body["id"], now=timezone.now())


def test_webhook_then_redirect_settles_once(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    state = _handle_webhook()
    page = _come_back(order)

    assert (state, page.status_code) == ("done", 302)
    assert scenes.count_effects(order) == scenes.PAID


def test_redirect_then_webhook_settles_once(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    page = _come_back(order)
    state = _handle_webhook()

    assert (page.status_code, state) == (302, "done")
    assert scenes.count_effects(order) == scenes.PAID


def test_redirect_with_a_forged_token_asks_who_it_is_and_settles_nothing(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    page = Client().get("/checkout/return/0123456789abcdefghijkl/?session_id=cs_forged&paid=yes")

    assert (page.status_code, page["Location"]) == (302, "/order/0123456789abcdefghijkl/")
    assert scenes.count_effects(order) == scenes.UNPAID


def test_return_without_paying_offers_to_pay_or_to_go_back(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    browser = Client()
    path = prove(browser, order)

    page = _come_back(order, browser)
    elsewhere = _come_back(order)

    assert page.status_code == 200
    assert page.context["stripe_url"] == attempt.url
    assert (elsewhere.status_code, elsewhere["Location"]) == (302, path)
    assert scenes.count_effects(order) == scenes.UNPAID
