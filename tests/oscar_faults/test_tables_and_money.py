"""Faults 2, 3 and 4: tables for spreadsheets, caps of offers, refunds above what was taken."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.apps.dashboard.orders.views import OrderListView
from oscar.core.loading import get_model

from nomi.demo.staff import STAFF_EMAIL
from shop.order import vouchers
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Refund
from tests.oscar_faults.conftest import Ask
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.racing import meet_before, race
from tests.shop.shopping import Shopper, make_basket, make_country, make_offer, make_product

FORMULA = '=HYPERLINK("https://evil.example/","Ada")'


@pytest.mark.django_db
def test_fault_02_stock_writes_a_formula_into_its_table(ask: Ask, stripe: Any) -> None:
    order = make_paid_order(stripe)
    order.shipping_address = get_model("order", "ShippingAddress").objects.create(
        first_name=FORMULA, line1="1", line4="X", country=make_country("US")
    )

    table = OrderListView().download_selected_orders(ask("get", "/"), [order])

    assert ',"=HYPERLINK(' in table.content.decode()


@pytest.mark.django_db
def test_fault_02_formula_of_a_shopper_is_text_in_our_tables(client: Client, shopper: Any) -> None:
    shopper.first_name = FORMULA
    shopper.save()
    get_model("analytics", "UserRecord").objects.get_or_create(user=shopper)
    client.force_login(type(shopper).objects.get(email=STAFF_EMAIL))

    table = client.get(
        reverse("dashboard:reports-index"), {"report_type": "user_analytics", "download": "1"}
    )

    assert table["Content-Type"] == "text/csv"
    assert "'=HYPERLINK(" in table.content.decode()
    assert ',"=HYPERLINK(' not in table.content.decode()


@pytest.mark.django_db
def test_fault_03_stock_gives_an_offer_for_one_twice() -> None:
    offer = make_offer(name="First one", max_uses=1)
    model = type(offer)
    one, other = model.objects.get(pk=offer.pk), model.objects.get(pk=offer.pk)

    for seen in (one, other):  # both read before either writes, as two web workers do
        assert seen.get_max_applications() == 1
    for seen in (one, other):
        seen.record_usage({"freq": 1, "discount": Decimal("1.80")})

    offer.refresh_from_db()
    assert offer.num_applications == 1  # given twice, and even counted once only


@pytest.mark.django_db(transaction=True)
def test_fault_03_offer_for_two_is_given_twice_under_load(monkeypatch: Any) -> None:
    make_country("US")
    offer, product = make_offer(name="First two", max_uses=2), make_product(stock=20)
    shoppers = [Shopper(basket=make_basket((product, 1))) for _ in range(6)]
    monkeypatch.setattr(vouchers, "count_offers", meet_before(vouchers.count_offers, 6))
    seen = [shopper.look() for shopper in shoppers]

    results = race(
        *(
            lambda shopper=shopper, quote=quote: shopper.pay(quote)
            for shopper, quote in zip(shoppers, seen, strict=True)
        )
    )

    offer.refresh_from_db()
    assert Counter(type(one).__name__ for one in results) == {"Placed": 2, "OfferSpent": 4}
    assert offer.num_applications == 2
    assert get_model("order", "Order").objects.count() == 2


@pytest.mark.django_db
def test_fault_04_stock_refunds_more_than_was_taken(stripe: Any) -> None:
    source = make_paid_order(stripe).sources.get()

    source.refund(Decimal("1000000.00"))

    source.refresh_from_db()
    assert source.amount_refunded > source.amount_debited


@pytest.mark.django_db
def test_fault_04_never_more_goes_back_than_was_taken(stripe: Any) -> None:
    order = make_paid_order(stripe)
    too_much = int(order.total_incl_tax * 100) + 1

    with pytest.raises(payments.RefundRefused):
        payments.request_refund(
            order_number=order.number,
            reason="Torn",
            now=timezone.now(),
            amount_minor=too_much,
        )

    assert Refund.objects.count() == 0
    assert order.sources.get().amount_refunded == 0
    assert stripe.list_all("refund") == []
