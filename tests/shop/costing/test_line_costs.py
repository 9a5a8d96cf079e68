from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import InternalError, transaction
from oscar.core.loading import get_model

from shop.costing.models import LineCost
from shop.costing.queries import get_line_costs
from shop.costing.services import freeze_line_costs, record_landed_cost
from tests.shop.goods import COSTS, make_family

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1)


@pytest.fixture
def order() -> Any:
    """An order of two variants, of which only navy has a cost today."""
    family = make_family(marks={"natural": 5, "navy": 5})
    family.record("natural").landed_costs.all().delete()
    order = get_model("order", "Order").objects.create(
        number="A1", currency="USD", total_incl_tax="36.00", total_excl_tax="36.00"
    )
    for mark in ("natural", "navy"):
        record = family.record(mark)
        order.lines.create(
            product=family.children[mark],
            stockrecord=record,
            partner_sku=record.partner_sku,
            title=mark,
            quantity=1,
            num_allocated=1,
            line_price_incl_tax="18.00",
            line_price_excl_tax="18.00",
            line_price_before_discounts_incl_tax="18.00",
            line_price_before_discounts_excl_tax="18.00",
        )
    return order


def read_costs(order: Any) -> dict[str, int | None]:
    titles = dict(order.lines.values_list("pk", "title"))
    return {titles[pk]: cost for pk, cost in get_line_costs(order=order).items()}


def test_freeze_line_costs_keeps_what_is_known(order: Any) -> None:
    freeze_line_costs(order=order, on=TODAY)

    assert read_costs(order) == {"natural": None, "navy": 1320}


def test_frozen_cost_outlives_a_correction(order: Any) -> None:
    freeze_line_costs(order=order, on=TODAY)
    for line in order.lines.all():
        record_landed_cost(
            stockrecord_id=line.stockrecord_id,
            effective_on=date(2026, 1, 1),
            **{**COSTS, "purchase_minor": 2000},
        )

    before = read_costs(order)["navy"]
    freeze_line_costs(order=order, on=TODAY)

    assert (before, read_costs(order)) == (1320, {"natural": 2280, "navy": 1320})


def update_all() -> None:
    LineCost.objects.update(landed_unit_minor=1)


def delete_all() -> None:
    LineCost.objects.all().delete()


@pytest.mark.parametrize("change", [update_all, delete_all])
def test_frozen_cost_refuses_change(change: Callable[[], None], order: Any) -> None:
    freeze_line_costs(order=order, on=TODAY)

    with pytest.raises(InternalError, match="frozen_cost_never_changes"):
        transaction.atomic(change)()

    assert read_costs(order)["navy"] == 1320
