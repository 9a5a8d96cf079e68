from datetime import date

import pytest
from oscar.core.loading import get_model

from nomi.demo.catalogue import seed_catalogue
from shop.costing.models import LandedCost
from shop.costing.queries import find_landed_costs

pytestmark = pytest.mark.django_db

CANONICAL = {
    "TOTE-BHB-NATURAL": (1800, 1320),
    "CARD-CRV-ROSEWOOD": (3200, 2450),
    "TEE-HWC-WHITE-M": (2400, 1800),
    "TIE-WVN-NAVY": (3800, 2900),
}


def test_seed_catalogue_puts_up_products_and_variants() -> None:
    new = seed_catalogue()

    product = get_model("catalogue", "Product")
    assert new == 13
    assert product.objects.filter(structure="parent").count() == 13
    assert product.objects.filter(structure="child").count() == 46
    assert LandedCost.objects.count() == 46


def test_seed_catalogue_changes_nothing_the_second_time() -> None:
    seed_catalogue()
    stockrecord = get_model("partner", "StockRecord")
    stockrecord.objects.filter(partner_sku="TOTE-BHB-NATURAL").update(num_in_stock=3)

    new = seed_catalogue()

    assert new == 0
    assert stockrecord.objects.get(partner_sku="TOTE-BHB-NATURAL").num_in_stock == 3


@pytest.mark.parametrize(("sku", "cents"), CANONICAL.items())
def test_seed_catalogue_keeps_the_figures_of_the_domain(sku: str, cents: tuple[int, int]) -> None:
    seed_catalogue()

    record = get_model("partner", "StockRecord").objects.get(partner_sku=sku)
    cost = find_landed_costs(stockrecord_ids=[record.pk], on=date(2026, 1, 1))[record.pk]

    assert (int(record.price * 100), cost.landed_minor) == cents


def test_seed_catalogue_copy_never_shouts() -> None:
    seed_catalogue()

    texts = get_model("catalogue", "Product").objects.values_list("description", flat=True)

    assert [text for text in texts if "!" in text] == []
