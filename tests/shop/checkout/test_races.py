"""Many shoppers at once. Each race has a twin without the guard, which goes wrong."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from oscar.core.loading import get_model

from shop.checkout.refusals import LineUnavailable, StoreBusy
from shop.order import vouchers
from shop.order.queries import lock_order
from shop.order.services import release_order
from shop.order.vouchers import OfferSpent, VoucherRefused
from shop.stock import services as stock
from tests.shop.racing import meet_before, race, without_constraint
from tests.shop.shopping import (
    Shopper,
    get_record,
    make_basket,
    make_country,
    make_offer,
    make_product,
    make_voucher,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _us() -> None:
    make_country("US")


def _pay_at_once(shoppers: list[Shopper]) -> Counter[str]:
    seen = [shopper.look() for shopper in shoppers]
    calls = [
        lambda shopper=shopper, quote=quote: shopper.pay(quote)
        for shopper, quote in zip(shoppers, seen, strict=True)
    ]
    return Counter(type(result).__name__ for result in race(*calls))


def _allocate_without_condition(*, quantities: Mapping[int, int]) -> None:
    for pk, quantity in sorted(quantities.items()):
        get_model("partner", "StockRecord").objects.filter(pk=pk).update(
            num_allocated=Coalesce(F("num_allocated"), 0) + quantity
        )


def test_twelve_shoppers_and_five_bags_make_exactly_five_orders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    product = make_product(stock=5)
    shoppers = [Shopper(basket=make_basket((product, 1))) for _ in range(12)]
    monkeypatch.setattr(stock, "allocate", meet_before(stock.allocate, 12))

    results = _pay_at_once(shoppers)

    assert results == {"Placed": 5, LineUnavailable.__name__: 7}
    assert get_record(product).num_allocated == 5
    assert get_model("order", "Order").objects.count() == 5
    assert get_model("basket", "Basket").objects.filter(status="Open").count() == 7


def test_twelve_shoppers_and_five_bags_oversell_without_the_condition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    product = make_product(stock=5)
    shoppers = [Shopper(basket=make_basket((product, 1))) for _ in range(12)]
    monkeypatch.setattr(stock, "allocate", meet_before(_allocate_without_condition, 12))

    with without_constraint("partner_stockrecord", "stock_is_never_oversold"):
        results = _pay_at_once(shoppers)

    assert results == {"Placed": 12}
    assert get_record(product).num_allocated == 12


def test_two_lines_in_either_order_never_deadlock() -> None:
    first, second = make_product(stock=20), make_product(stock=20)
    shoppers = [
        Shopper(basket=make_basket(*((p, 1) for p in order)))
        for order in ([first, second], [second, first]) * 5
    ]

    results = _pay_at_once(shoppers)

    assert results == {"Placed": 10}


def test_a_single_use_voucher_is_used_once() -> None:
    voucher, product = make_voucher(), make_product(stock=20)
    shoppers = [Shopper(basket=make_basket((product, 1))) for _ in range(6)]
    for shopper in shoppers:
        shopper.basket.vouchers.add(voucher)

    results = _pay_at_once(shoppers)

    assert results == {"Placed": 1, VoucherRefused.__name__: 5}
    assert voucher.applications.count() == 1
    assert get_record(product).num_allocated == 1


def test_a_single_use_voucher_is_used_often_without_its_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    voucher, product = make_voucher(), make_product(stock=20)
    shoppers = [Shopper(basket=make_basket((product, 1))) for _ in range(6)]
    for shopper in shoppers:
        shopper.basket.vouchers.add(voucher)
    monkeypatch.setattr(
        vouchers, "lock_vouchers", lambda *, basket, **_: list(basket.vouchers.all())
    )
    monkeypatch.setattr(vouchers, "count_offers", meet_before(vouchers.count_offers, 6))

    _pay_at_once(shoppers)

    assert voucher.applications.count() == 6


def test_an_offer_for_three_is_given_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    offer, product = make_offer(name="First three", max_uses=3), make_product(stock=20)
    shoppers = [Shopper(basket=make_basket((product, 1))) for _ in range(8)]
    monkeypatch.setattr(vouchers, "count_offers", meet_before(vouchers.count_offers, 8))

    results = _pay_at_once(shoppers)

    offer.refresh_from_db()
    assert results == {"Placed": 3, OfferSpent.__name__: 5}
    assert offer.num_applications == 3
    assert get_record(product).num_allocated == 3


def test_an_offer_for_three_is_given_more_often_without_the_condition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offer, product = make_offer(name="First three", max_uses=3), make_product(stock=20)
    shoppers = [Shopper(basket=make_basket((product, 1))) for _ in range(8)]

    def count_without_condition(*, uses: Any, user: Any) -> None:
        for use in uses:
            type(offer).objects.filter(pk=use.offer_id).update(
                num_applications=F("num_applications") + use.times
            )

    monkeypatch.setattr(vouchers, "count_offers", meet_before(count_without_condition, 8))

    _pay_at_once(shoppers)

    offer.refresh_from_db()
    assert offer.num_applications == 8


def test_a_lock_held_too_long_is_told_as_busy_and_changes_nothing() -> None:
    product = make_product(stock=5)
    shopper = Shopper(basket=make_basket((product, 1)))
    seen = shopper.look()

    def pay_impatiently() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")  # the store's own is three seconds
        return shopper.pay(seen)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM partner_stockrecord FOR UPDATE")
        results = race(pay_impatiently)

    assert [type(result) for result in results] == [StoreBusy]
    assert get_model("order", "Order").objects.count() == 0
    assert get_record(product).num_allocated is None


def test_vouchers_and_stock_return_once_when_released_twice_at_once() -> None:

    product = make_product(stock=5)
    order = Shopper(basket=make_basket((product, 2))).pay().order
    Shopper(basket=make_basket((product, 1))).pay()

    def release() -> None:
        with transaction.atomic():
            release_order(order=lock_order(order.pk), now=timezone.now())

    race(*[release] * 6)

    assert get_record(product).num_allocated == 1
