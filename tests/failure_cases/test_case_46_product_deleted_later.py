"""46: the product is deleted later: the order's lines carry title, SKU, price and cost."""

from typing import Any

import pytest
from django.db.models import ProtectedError
from django.utils import timezone
from oscar.core.loading import get_model

from shop.costing.models import LandedCost
from shop.order.services import build_paid_event
from shop.order.summary import get_order_summary
from tests.shop.shopping import Shopper, make_basket, make_country, make_product

pytestmark = pytest.mark.django_db


def test_case_46_an_order_outlives_its_product() -> None:
    make_country("US")
    product: Any = make_product(title="Tote", price="18.00", landed_minor=1320)
    order = Shopper(basket=make_basket((product, 2))).pay().order
    sku = product.record.partner_sku
    LandedCost.objects.all().delete()

    get_model("catalogue", "Product").objects.get(pk=product.pk).delete()

    [line] = get_order_summary(order=order).lines
    [paid] = build_paid_event(order=order, paid_at=timezone.now()).lines
    assert (line.title, line.sku, line.quantity, line.net_minor) == ("Tote", sku, 2, 3600)
    assert (paid.title, paid.sku, paid.net_minor, paid.landed_unit_minor) == (
        "Tote",
        sku,
        3600,
        1320,
    )


def test_case_46_a_product_with_a_known_cost_is_not_deleted_by_accident() -> None:
    product: Any = make_product()

    with pytest.raises(ProtectedError):
        get_model("catalogue", "Product").objects.get(pk=product.pk).delete()
