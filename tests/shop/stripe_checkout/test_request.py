from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import PaymentAttempt
from shop.stripe_checkout.request import AmountsDisagree, build_session_params, hash_params
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


def _build(order: Any) -> dict[str, Any]:
    attempt = services.open_attempt(order=order, now=timezone.now())
    return build_session_params(attempt=attempt, order=order, email="a@example.org", token="t")


def test_lines_shipping_and_tax_are_items_of_one_that_sum_to_the_total() -> None:
    order = scenes.make_order(quantity=2)
    order.total_incl_tax += Decimal("3.20")

    items = _build(order)["line_items"]

    assert [
        (
            item["quantity"],
            item["price_data"]["product_data"]["name"],
            item["price_data"]["unit_amount"],
        )
        for item in items
    ] == [(1, "2 × Tote", 3600), (1, "Shipping", 500), (1, "Sales tax", 320)]


def test_order_whose_parts_do_not_sum_is_not_sent() -> None:
    order = scenes.make_order()
    order.lines.update(line_price_excl_tax=Decimal("17.99"))

    with pytest.raises(AmountsDisagree):
        _build(order)


def test_same_order_gives_the_same_bytes() -> None:
    order = scenes.make_order()

    assert hash_params(_build(order)) == hash_params(_build(order))


def test_total_below_the_minimum_opens_no_attempt() -> None:
    order = scenes.make_order()
    order.total_incl_tax = Decimal("0.49")

    with pytest.raises(services.AmountTooSmall) as refusal:
        services.open_attempt(order=order, now=timezone.now())

    assert refusal.value.minimum_minor == 50
    assert PaymentAttempt.objects.count() == 0


def test_free_order_is_paid_at_once_and_only_once() -> None:
    order = scenes.make_order(shipping="0.00")
    order.lines.update(line_price_excl_tax=0, line_price_incl_tax=0)
    order.total_incl_tax = order.total_excl_tax = Decimal(0)
    order.save()

    first = services.settle_free_order(order=order, now=timezone.now())
    second = services.settle_free_order(order=order, now=timezone.now())

    assert (first.outcome, second.outcome) == ("paid", "already")
    assert scenes.count_effects(order) == scenes.Effects(
        status="Paid", charges=0, paid_changes=1, mails=1, held=1
    )


def test_order_that_costs_something_is_not_settled_for_free() -> None:
    order = scenes.make_order()

    with pytest.raises(ValueError, match="is not free"):
        services.settle_free_order(order=order, now=timezone.now())

    assert scenes.count_effects(order) == scenes.UNPAID
