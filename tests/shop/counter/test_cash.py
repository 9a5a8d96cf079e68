"""Orders that staff take at a stall and cash pays."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from impact.books import chart
from impact.books.queries import get_balance
from nomi.platform.outbox.models import OutboxMessage
from shop.counter import services
from shop.counter.models import CounterSale
from shop.counter.services import preview_order
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement
from tests.meeting import meet_after
from tests.shop.counter.taking import take, wish
from tests.shop.racing import race
from tests.shop.shopping import count_everything, get_record, make_product


def test_a_stall_order_in_cash_is_paid_delivered_and_in_the_books(seller: Any) -> None:
    product = make_product(stock=5)
    wanted = wish(product, 2, email="", method="cash", shipping_code="handed-over")

    taken = take(wanted, seller, cash_minor=3_600)

    order = get_model("order", "Order").objects.get()
    record = get_record(product)
    assert order.status == "Delivered"
    assert (order.total_incl_tax, order.shipping_incl_tax) == (Decimal("36.00"), Decimal(0))
    assert (record.num_in_stock, record.num_allocated) == (3, 0)
    assert (get_balance(chart.CASH), get_balance(chart.ORDER_CLEARING)) == (3_600, 0)
    assert OutboxMessage.objects.count() == 0
    assert taken.sale.is_handed_over
    assert order.shipments.get().shipped_by == seller


def test_what_is_handed_over_is_taxed_at_the_stall(settings: Any, seller: Any) -> None:
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NJ": 700}
    settings.STALL_PLACE = "Hoboken · NJ · 07030 · US"
    from shop.counter.stall import build_stall_address

    address = build_stall_address(first_name="Ada", last_name="")
    wanted = wish(make_product(), 1, address=address, method="cash", shipping_code="handed-over")

    quote = preview_order(wish=wanted)

    assert (quote.shipping_minor, quote.tax_minor, quote.total_minor) == (0, 126, 1_926)


def test_cash_from_someone_who_wants_it_sent_waits_to_be_packed(seller: Any) -> None:
    order = take(wish(make_product(), 1, method="cash"), seller, cash_minor=2_395).sale.order

    order.refresh_from_db()
    assert order.status == "Paid"
    assert list(OutboxMessage.objects.values_list("kind", flat=True)) == ["order_paid"]


@pytest.mark.parametrize("cash_minor", [0, 2_394, 2_400])
def test_other_cash_than_the_total_places_nothing(seller: Any, cash_minor: int) -> None:
    wanted = wish(make_product(), 1, method="cash")
    before = count_everything()

    with pytest.raises(payments.CashRefused):
        take(wanted, seller, cash_minor=cash_minor)

    assert count_everything() == before
    assert (CounterSale.objects.count(), Movement.objects.count()) == (0, 0)


def test_looking_keeps_nothing() -> None:
    wanted = wish(make_product(), 1)
    before = count_everything()

    preview_order(wish=wanted)

    assert count_everything() == before


@pytest.mark.django_db(transaction=True)
def test_a_double_click_takes_one_order(seller: Any) -> None:
    product = make_product(stock=5)
    wanted = wish(product, 2, method="cash", shipping_code="handed-over")

    results = race(*[lambda: take(wanted, seller, cash_minor=3_600)] * 4)

    assert {type(result).__name__ for result in results} == {"Taken"}
    assert get_model("order", "Order").objects.count() == 1
    assert get_record(product).num_in_stock == 3


@pytest.mark.django_db(transaction=True)
def test_a_double_click_without_the_lock_ends_in_an_error(
    seller: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the key's lock is what lets the second click find the first one's order."""
    wanted = wish(make_product(stock=9), 2, method="cash", shipping_code="handed-over")
    monkeypatch.setattr(services, "lock_key", meet_after(lambda _key: None, 4))

    results = race(*[lambda: take(wanted, seller, cash_minor=3_600)] * 4)

    assert {type(result).__name__ for result in results} != {"Taken"}
