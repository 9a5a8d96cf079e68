"""Two have a product's page open: what one of them did not touch stays as the other left it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from shop.costing.models import LandedCost
from tests.shop.goods import Family
from tests.shop.goods_room.pages import find_errors, read_form

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
NEWER = "11.00 + 1.35 + 0.85 + 0.60"
"""What a piece costs since the other looked."""


def find_address(product: Any) -> str:
    return reverse("admin:catalogue_product_change", args=(product.pk,))


def save(client: Client, address: str, form: dict[str, Any]) -> None:
    saved = client.post(address, form)
    assert saved.status_code == 302, find_errors(saved)


def test_price_cost_and_show_that_another_changed_stay(manager: Client, family: Family) -> None:
    address = find_address(family.parent)
    mine, hers = read_form(manager, address), read_form(manager, address)
    hers |= {"children-0-price": "20.00", "children-0-landed": NEWER, "children-0-partner_sku": "N"}
    del hers["children-0-is_public"]
    save(manager, address, hers)

    save(manager, address, mine | {"children-1-price": "19.00"})

    first, second = StockRecord.objects.order_by("pk")
    assert [str(record.price) for record in (first, second)] == ["20.00", "19.00"]
    assert (first.partner_sku, first.product.is_public) == ("N", False)
    [cost] = LandedCost.objects.filter(effective_on=timezone.localdate())
    assert (cost.stockrecord_id, cost.purchase_minor) == (first.pk, 1_100)


@pytest.mark.parametrize(
    ("field", "hers", "mine", "now"),
    [("price", "20.00", "19.00", "20.00"), ("landed", NEWER, "12 + 1.35 + 0.85 + 0.60", NEWER)],
)
def test_what_both_changed_is_said_beside_its_cell(
    manager: Client, family: Family, field: str, hers: str, mine: str, now: str
) -> None:
    address = find_address(family.parent)
    form = read_form(manager, address)
    save(manager, address, form | {f"children-0-{field}": hers})
    before = list(StockRecord.objects.values()), list(LandedCost.objects.values())

    refused = manager.post(address, form | {f"children-0-{field}": mine})

    words = f"Meanwhile it is {now} instead of {form[f'children-0-{field}']}."
    assert find_errors(refused) == [f"{words} Open the page anew to change it."]
    assert f'value="{mine}"' in refused.content.decode()
    assert (list(StockRecord.objects.values()), list(LandedCost.objects.values())) == before


def test_product_that_another_took_off_the_shop_does_not_come_back_with_its_words(
    manager: Client, content: Client, family: Family
) -> None:
    address = find_address(family.parent)
    form = read_form(content, address)
    withdrawn = read_form(manager, address)
    del withdrawn["is_public"]
    save(manager, address, withdrawn | {"title": "Her title"})

    save(content, address, form | {"description": "My words"})

    product = Product.objects.get(pk=family.parent.pk)
    assert (product.is_public, product.title, product.description) == (
        False,
        "Her title",
        "My words",
    )


def test_price_of_a_single_thing_that_another_changed_stays(
    manager: Client, family: Family
) -> None:
    record = family.record("navy")
    address = reverse("admin:partner_stockrecord_change", args=(record.pk,))
    form = read_form(manager, address)
    StockRecord.objects.filter(pk=record.pk).update(price="20.00")

    save(manager, address, form | {"low_stock_threshold": "3"})
    refused = manager.post(address, form | {"price": "19.00"})

    record.refresh_from_db()
    assert (str(record.price), record.low_stock_threshold) == ("20.00", 3)
    assert find_errors(refused) == [
        "Meanwhile it is 20.00 instead of 18.00. Open the page anew to change it."
    ]
