from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from oscar.core.loading import get_model
from oscar.test.factories import create_product

from shop.costing.models import LandedCost
from shop.costing.queries import find_landed_costs
from shop.costing.services import record_landed_cost

pytestmark = pytest.mark.django_db

PARTS = {"purchase_minor": 1040, "freight_minor": 135, "duty_minor": 85, "handling_minor": 60}


@pytest.fixture
def record_ids() -> list[int]:
    products = [create_product(upc=upc, price=18, num_in_stock=5) for upc in ("a", "b", "c")]
    records = get_model("partner", "StockRecord").objects.filter(product__in=products)
    return list(records.order_by("pk").values_list("pk", flat=True))


def test_find_landed_costs_takes_the_latest_that_has_begun(record_ids: list[int]) -> None:
    for day, purchase in ((date(2026, 1, 1), 1000), (date(2026, 2, 1), 1040)):
        record_landed_cost(
            stockrecord_id=record_ids[0],
            effective_on=day,
            **{**PARTS, "purchase_minor": purchase},
        )

    on_days = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 1)]
    found = [find_landed_costs(stockrecord_ids=record_ids, on=day) for day in on_days]

    landed = [{key: cost.landed_minor for key, cost in costs.items()} for costs in found]
    assert landed == [{}, {record_ids[0]: 1280}, {record_ids[0]: 1320}]


@pytest.mark.parametrize("count", [1, 3])
def test_find_landed_costs_asks_once(
    count: int, record_ids: list[int], django_assert_num_queries: Any
) -> None:
    for record_id in record_ids[:count]:
        record_landed_cost(stockrecord_id=record_id, effective_on=date(2026, 1, 1), **PARTS)

    with django_assert_num_queries(1):
        costs = find_landed_costs(stockrecord_ids=record_ids, on=date(2026, 1, 1))

    assert sorted(costs) == record_ids[:count]


def test_record_landed_cost_corrects_the_same_day(record_ids: list[int]) -> None:
    for purchase in (1, 1040):
        record_landed_cost(
            stockrecord_id=record_ids[0],
            effective_on=date(2026, 1, 1),
            **{**PARTS, "purchase_minor": purchase},
        )

    assert [cost.landed_minor for cost in LandedCost.objects.all()] == [1320]


@pytest.mark.parametrize(
    ("parts", "constraint"),
    [
        ({**PARTS, "duty_minor": -1}, "landed_cost_parts_are_not_negative"),
        (dict.fromkeys(PARTS, 0), "landed_cost_is_positive"),
    ],
)
def test_landed_cost_refuses_impossible_figures(
    parts: dict[str, int], constraint: str, record_ids: list[int]
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        LandedCost.objects.create(
            stockrecord_id=record_ids[0], effective_on=date(2026, 1, 1), **parts
        )
