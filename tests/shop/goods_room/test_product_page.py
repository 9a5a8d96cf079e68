"""A product on one page: everything of it is saved at once, or nothing."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from shop.costing.models import LandedCost
from tests.shop.goods import Family, settle
from tests.shop.goods_room.pages import find_errors, read_form

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


def find_address(product: Any) -> str:
    return reverse("admin:catalogue_product_change", args=(product.pk,))


def read_stock() -> list[tuple[Any, ...]]:
    fields = ("partner_sku", "price", "num_in_stock", "num_allocated", "low_stock_threshold")
    return list(StockRecord.objects.order_by("pk").values_list(*fields))


def read_all() -> tuple[list[Any], ...]:
    products = Product.objects.order_by("pk").values_list("title", "is_public", "description")
    return list(products), read_stock(), list(LandedCost.objects.values_list())


def test_page_saved_unchanged_changes_nothing(manager: Client, family: Family) -> None:
    address = find_address(family.parent)
    before = read_all()

    saved = manager.post(address, read_form(manager, address))

    assert saved.status_code == 302
    assert read_all() == before


def test_page_leads_straight_to_the_product_in_the_shop(manager: Client, family: Family) -> None:
    page = manager.get(find_address(family.parent)).content.decode()

    assert f'href="{family.parent.get_absolute_url()}"' in page
    assert "/admin/r/" not in page


def test_variants_are_edited_in_their_rows(manager: Client, family: Family) -> None:
    address = find_address(family.parent)
    form = read_form(manager, address)
    form |= {
        "title": "New tote",
        "children-0-price": "19.50",
        "children-0-low_stock_threshold": "3",
        "children-1-num_in_stock": "12",
        "children-1-landed": "11 + 1.35 + 0.85 + 0.60",
    }
    del form["children-1-is_public"]

    saved = manager.post(address, form)

    first, second = StockRecord.objects.order_by("pk")
    assert saved.status_code == 302, find_errors(saved)
    assert Product.objects.get(pk=family.parent.pk).title == "New tote"
    assert (str(first.price), first.num_in_stock, first.low_stock_threshold) == ("19.50", 9, 3)
    assert (str(second.price), second.num_in_stock) == ("18.00", 12)
    assert (first.product.is_public, second.product.is_public) == (True, False)
    cost = second.landed_costs.get(effective_on=timezone.localdate())
    assert cost.landed_minor == 1100 + 135 + 85 + 60


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("price", "-1", "A price lies between 0 and 999999.99."),
        ("price", "1000000", "A price lies between 0 and 999999.99."),
        ("price", "18,50", "Enter a number."),
        ("num_in_stock", "3", "Orders hold 4 pieces; there cannot be fewer."),
        ("num_in_stock", "1000001", "That is more than a million pieces."),
        ("num_in_stock", "many", "Enter a whole number."),
        ("partner_sku", "", "This field is required."),
        ("landed", "0+0+0+0", "Write four amounts like 10.40 + 1.35 + 0.85 + 0.60"),
        ("landed", "12.50", "Write four amounts like 10.40 + 1.35 + 0.85 + 0.60"),
    ],
)
def test_one_refused_cell_saves_nothing(
    manager: Client, family: Family, field: str, value: str, words: str
) -> None:
    StockRecord.objects.filter(product=family.children["navy"]).update(num_allocated=4)
    address = find_address(family.parent)
    form = read_form(manager, address)
    form |= {"title": "New tote", "children-0-price": "19.50", f"children-1-{field}": value}
    before = read_all()

    refused = manager.post(address, form)

    page = refused.content.decode()
    assert refused.status_code == 200
    assert [error for error in find_errors(refused) if error.startswith(words)] != []
    assert f'value="{value}"' in page
    assert read_all() == before


def test_doubled_sku_is_refused_beside_its_cell(manager: Client, family: Family) -> None:
    address = find_address(family.parent)
    form = read_form(manager, address)
    form["children-1-partner_sku"] = form["children-0-partner_sku"]
    before = read_all()

    refused = manager.post(address, form)

    assert refused.status_code == 200
    assert len(find_errors(refused)) == 1
    assert read_all() == before


def test_pieces_sold_while_the_page_is_open_stay_sold(manager: Client, family: Family) -> None:
    address = find_address(family.parent)
    form = read_form(manager, address)
    StockRecord.objects.filter(product=family.children["navy"]).update(num_in_stock=7)

    saved = manager.post(address, form | {"children-0-price": "19.50"})
    overtaken = manager.post(address, form | {"children-1-num_in_stock": "10"})

    assert saved.status_code == 302
    assert find_errors(overtaken) == ["Meanwhile there are 7 pieces instead of 9. Count again."]
    assert [row[2] for row in read_stock()] == [9, 7]


def test_content_changes_words_and_no_price(content: Client, family: Family) -> None:
    address = find_address(family.parent)
    form = read_form(content, address)
    shown = {name for name in form if name.startswith("children-0-")}

    saved = content.post(
        address,
        form
        | {
            "title": "New tote",
            "children-0-price": "1.00",
            "children-0-num_in_stock": "1",
            "children-0-landed": "1+1+1+1",
        },
    )

    assert shown == {"children-0-id", "children-0-parent", "children-0-is_public"}
    assert saved.status_code == 302, find_errors(saved)
    assert Product.objects.get(pk=family.parent.pk).title == "New tote"
    assert [(str(row[1]), row[2]) for row in read_stock()] == [("18.00", 9), ("18.00", 9)]
    assert LandedCost.objects.filter(effective_on=timezone.localdate()).count() == 0


def test_new_product_comes_with_its_stock_and_cost(manager: Client, family: Family) -> None:
    address = reverse("admin:catalogue_product_add")
    form = read_form(manager, address)
    form |= {
        "title": "Card holder",
        "slug": "",
        "description": "For cards.",
        "structure": "standalone",
        "product_class": family.parent.product_class_id,
        "is_public": "on",
        "stockrecords-0-partner": StockRecord.objects.first().partner_id,
        "stockrecords-0-partner_sku": "CARD",
        "stockrecords-0-price": "12.00",
        "stockrecords-0-num_in_stock": "5",
    }

    saved = manager.post(address, form)
    settle()

    record = StockRecord.objects.get(partner_sku="CARD")
    assert saved.status_code == 302
    assert (str(record.price), record.num_in_stock, record.product.slug) == (
        "12.00",
        5,
        "card-holder",
    )
    assert manager.get(record.product.get_absolute_url()).status_code == 200


def test_stock_of_a_product_with_variants_is_refused(manager: Client, family: Family) -> None:
    address = reverse("admin:catalogue_product_add")
    form = read_form(manager, address)
    form |= {
        "title": "Card holder",
        "structure": "parent",
        "product_class": family.parent.product_class_id,
        "stockrecords-0-partner": StockRecord.objects.first().partner_id,
        "stockrecords-0-partner_sku": "CARD",
    }

    refused = manager.post(address, form)

    assert find_errors(refused) == [
        "A product with variants has no stock itself; its variants have."
    ]
    assert Product.objects.filter(title="Card holder").count() == 0


def test_landed_cost_of_a_single_product_is_on_its_page(manager: Client, family: Family) -> None:
    address = find_address(family.children["navy"])
    form = read_form(manager, address)
    prefix = next(name for name in form if name.endswith("landed_costs-TOTAL_FORMS")).removesuffix(
        "TOTAL_FORMS"
    )

    saved = manager.post(address, form | {f"{prefix}0-purchase_minor": "12.34"})

    cost = LandedCost.objects.get(stockrecord=family.record("navy"))
    assert form[f"{prefix}0-purchase_minor"] == "10.40"
    assert saved.status_code == 302
    assert (cost.purchase_minor, cost.effective_on) == (1234, date(2026, 1, 1))


def test_attribute_of_another_kind_is_refused(manager: Client, family: Family) -> None:
    address = find_address(family.children["navy"])
    form = read_form(manager, address)
    form["attribute_values-0-value_option"] = ""
    before = read_all()

    refused = manager.post(address, form)

    assert find_errors(refused) == ["“Value option” takes a value here."]
    assert read_all() == before


def test_description_is_cleaned_wherever_it_is_saved(family: Family) -> None:
    words = (
        '<p onclick="x()">Fine <b>cloth</b></p><script>alert(1)</script>'
        '<a href="javascript:x">a</a>'
    )

    for text in (words, "Bags & more, 3 < 4"):
        family.parent.description = text
        family.parent.save()
        family.parent.refresh_from_db()
        if text == words:
            assert family.parent.description == (
                '<p>Fine <b>cloth</b></p><a rel="noopener noreferrer">a</a>'
            )

    assert family.parent.description == "Bags & more, 3 < 4"
