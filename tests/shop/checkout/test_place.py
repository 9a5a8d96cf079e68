"""PLACE: one transaction that refuses everything that can be refused, before money moves."""

from decimal import Decimal

import pytest
from django.contrib.sites.models import Site
from django.utils import timezone
from oscar.core.loading import get_model

from shop.checkout import services
from shop.checkout.refusals import (
    BasketEmpty,
    CountryNotServed,
    LineUnavailable,
    TotalChanged,
    TotalTooSmall,
)
from shop.events import order_cancelled, order_paid
from shop.order import services as orders
from shop.order.queries import lock_order
from tests.shop.shopping import (
    HOME,
    Shopper,
    count_everything,
    get_record,
    make_basket,
    make_country,
    make_offer,
    make_product,
    make_user,
    make_voucher,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _us() -> None:
    make_country("US")


def test_place_writes_a_whole_order_awaiting_payment() -> None:
    product = make_product(price="18.00", stock=5)
    shopper = Shopper(basket=make_basket((product, 2)))

    placed = shopper.pay()

    order = get_model("order", "Order").objects.get(pk=placed.order.pk)
    line = order.lines.get()
    assert order.status == "Awaiting payment"
    assert order.guest_email == "guest@example.org"
    assert (order.total_incl_tax, order.shipping_excl_tax) == (Decimal("43.95"), Decimal("7.95"))
    assert (line.quantity, line.line_price_excl_tax) == (2, Decimal("36.00"))
    assert (line.title, line.num_allocated) == ("Tote", 2)
    assert line.cost.landed_unit_minor == 1320
    assert get_record(product).num_allocated == 2
    assert order.basket.status == "Frozen"
    assert order.payment_attempts.get().pk == placed.attempt_id
    assert order.payment_attempts.get().amount_minor == 4395


def test_place_freezes_costs_tax_and_shipping_so_that_they_sum(settings: object) -> None:
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NY": 888}
    products = [make_product(price=price) for price in ("18.00", "32.00", "0.99")]
    shopper = Shopper(basket=make_basket(*[(product, 3) for product in products]))

    order = shopper.pay().order

    event = orders.build_paid_event(order=order, paid_at=timezone.now())
    lines = sum(line.net_minor for line in event.lines)
    assert event.tax_minor == 480 + 852 + 26
    assert lines + event.shipping_minor + event.tax_minor == event.gross_minor
    assert [line.landed_unit_minor for line in event.lines] == [1320, 1320, 1320]


def test_place_twice_returns_the_same_order_and_attempt() -> None:
    shopper = Shopper(basket=make_basket((make_product(), 1)))
    seen = shopper.look()

    first, second = shopper.pay(seen), shopper.pay(seen)

    assert first.order.pk == second.order.pk
    assert first.attempt_id == second.attempt_id
    assert (first.is_new, second.is_new) == (True, False)
    assert get_model("order", "Order").objects.count() == 1


def test_place_says_nothing_to_those_who_count_paid_orders() -> None:
    heard: list[object] = []
    order_paid.connect(lambda event, **_: heard.append(event), weak=False, dispatch_uid="t")
    shopper = Shopper(basket=make_basket((make_product(), 1)), user=make_user())

    shopper.pay()

    order_paid.disconnect(dispatch_uid="t")
    assert heard == []
    assert get_model("analytics", "UserRecord").objects.count() == 0
    assert get_model("analytics", "ProductRecord").objects.count() == 0
    assert get_model("communication", "Email").objects.count() == 0
    assert get_model("order", "CommunicationEvent").objects.count() == 0


def test_place_refuses_an_empty_basket() -> None:
    shopper = Shopper(basket=make_basket())
    before = count_everything()

    with pytest.raises(BasketEmpty):
        shopper.pay()

    assert count_everything() == before


def test_place_refuses_a_withdrawn_product_by_name() -> None:
    product = make_product(title="Card holder")
    shopper = Shopper(basket=make_basket((product, 1)))
    seen = shopper.look()
    get_model("catalogue", "Product").objects.filter(pk=product.pk).update(is_public=False)
    before = count_everything()

    with pytest.raises(LineUnavailable) as refusal:
        shopper.pay(seen)

    assert (refusal.value.title, refusal.value.free) == ("Card holder", 0)
    assert count_everything() == before


def test_place_refuses_a_country_we_do_not_serve() -> None:
    shopper = Shopper(basket=make_basket((make_product(), 1)))
    seen = shopper.look()
    get_model("address", "Country").objects.update(is_shipping_country=False)
    before = count_everything()

    with pytest.raises(CountryNotServed):
        shopper.pay(seen)

    assert count_everything() == before


def test_place_refuses_a_total_that_is_not_what_was_shown() -> None:
    product = make_product(price="18.00")
    shopper = Shopper(basket=make_basket((product, 1)))
    seen = shopper.look()
    get_model("partner", "StockRecord").objects.update(price=Decimal("19.00"))
    before = count_everything()

    with pytest.raises(TotalChanged) as refusal:
        shopper.pay(seen)

    assert refusal.value.quote.total_minor == 2495
    assert count_everything() == before


def test_place_refuses_less_than_a_card_can_be_charged(settings: object) -> None:
    settings.SHOP_FREE_SHIPPING_OVER_MINOR = 0
    shopper = Shopper(basket=make_basket((make_product(price="0.49"), 1)))
    before = count_everything()

    with pytest.raises(TotalTooSmall) as refusal:
        shopper.pay()

    assert (refusal.value.total_minor, refusal.value.minimum_minor) == (49, 50)
    assert count_everything() == before


def test_release_gives_stock_voucher_offer_and_basket_back_exactly_once() -> None:
    heard: list[str] = []
    order_cancelled.connect(
        lambda event, **_: heard.append(event.order_number), weak=False, dispatch_uid="t"
    )
    product = make_product(stock=5)
    shopper = Shopper(basket=make_basket((product, 2)))
    shopper.basket.vouchers.add(make_voucher())
    before = count_everything()
    order = lock_order(shopper.pay().order.pk)

    orders.release_order(order=order, now=timezone.now())
    orders.release_order(order=order, now=timezone.now())

    order_cancelled.disconnect(dispatch_uid="t")
    after = count_everything()
    assert after["stock"] == [(product.record.pk, 5, 0)]
    assert {key: after[key] for key in ("vouchers used", "baskets", "lines", "offers")} == {
        key: before[key] for key in ("vouchers used", "baskets", "lines", "offers")
    }
    assert order.status == "Cancelled"
    assert heard == [order.number]


def test_revive_takes_the_stock_again_when_it_is_there_and_nothing_when_it_is_not() -> None:
    product = make_product(stock=2)
    order = lock_order(Shopper(basket=make_basket((product, 2))).pay().order.pk)
    orders.release_order(order=order, now=timezone.now())

    with pytest.raises(orders.StatusRefused):
        orders.change_status(order=order, to="Paid", reason="", now=timezone.now())
    assert orders.revive_order(order=order, now=timezone.now()) is True
    assert get_record(product).num_allocated == 2
    orders.change_status(order=order, to="Paid", reason="Late money", now=timezone.now())

    other = lock_order(Shopper(basket=make_basket((make_product(stock=1), 1))).pay().order.pk)
    orders.release_order(order=other, now=timezone.now())
    record = other.lines.get().stockrecord
    type(record).objects.filter(pk=record.pk).update(num_in_stock=0)
    assert orders.revive_order(order=other, now=timezone.now()) is False
    assert other.lines.get().allocation_cancelled is True


def test_change_status_refuses_what_the_pipeline_forbids_and_writes_nothing() -> None:
    order = lock_order(Shopper(basket=make_basket((make_product(), 1))).pay().order.pk)

    with pytest.raises(orders.StatusRefused):
        orders.change_status(order=order, to="Shipped", reason="", now=timezone.now())

    fresh = get_model("order", "Order").objects.get(pk=order.pk)
    assert (fresh.status, fresh.status_changes.count()) == ("Awaiting payment", 0)


def test_discounts_of_offer_and_voucher_eat_the_lines_and_sum_to_the_cent() -> None:
    make_offer(name="Autumn", percent="7")
    shopper = Shopper(basket=make_basket((make_product(price="17.99"), 3)))

    order = shopper.pay().order

    event = orders.build_paid_event(order=order, paid_at=timezone.now())
    discount = sum(discount.amount for discount in order.discounts.all())
    assert event.lines[0].net_minor == 5397 - 378
    assert discount == Decimal("3.78")
    assert event.gross_minor == 5019 + event.shipping_minor


def test_a_free_order_is_paid_in_the_same_breath(settings: object) -> None:
    settings.SHOP_FREE_SHIPPING_OVER_MINOR = 0
    shopper = Shopper(basket=make_basket((make_product(), 1)))
    shopper.basket.vouchers.add(make_voucher(percent="100"))

    placed = shopper.pay()

    order = get_model("order", "Order").objects.get(pk=placed.order.pk)
    assert placed.attempt_id is None
    assert order.status == "Paid"
    assert order.basket.status == "Submitted"


def test_place_needs_this_many_queries_for_one_line_and_three(
    django_assert_num_queries: object,
) -> None:
    Site.objects.get_current()  # kept by the process
    for lines, queries in ((1, 34), (3, 36)):
        shopper = Shopper(basket=make_basket(*[(make_product(), 1) for _ in range(lines)]))
        seen = shopper.look()
        with django_assert_num_queries(queries):
            shopper.pay(seen)


def test_place_keeps_the_address_of_a_signed_in_shopper_and_no_guest_mail() -> None:
    user = make_user()
    shopper = Shopper(basket=make_basket((make_product(), 1), owner=user), user=user)

    order = shopper.pay().order

    assert (order.user, order.guest_email, order.email) == (user, "", "ada@example.org")
    assert order.shipping_address.line4 == HOME.city
    assert services.Placed  # the promise others build on
