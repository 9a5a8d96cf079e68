"""The list of products asks as often for one row as for three."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests.shop.goods import make_category, make_family, settle

Product = get_model("catalogue", "Product")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["", "?q=tote", "?q=navy", "?is_public__exact=1"])
def test_list_asks_as_often_for_three_rows_as_for_one(
    manager: Client, django_assert_num_queries: Any, query: str
) -> None:
    address = reverse("admin:catalogue_product_changelist") + query
    category = make_category("Bags")
    make_family(marks={"navy": 3}, category=category)
    manager.get(address)

    asked = 9 if "?q" in query else 8

    with django_assert_num_queries(asked):
        manager.get(address)
    for number in (2, 3):
        make_family(f"Tote {number}", marks={"navy": 3}, category=category)
    with django_assert_num_queries(asked):
        page = manager.get(address)

    assert len(page.context["cl"].result_list) >= 3


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("tote", ["Striped tote", "navy"]),
        ("STRI tot", ["Striped tote", "navy"]),
        ("UPC-4", ["Striped tote"]),
        ("upc-4", ["Striped tote"]),
        ("{sku}", ["navy"]),
        ("hidden", ["Hidden tie", "rust"]),
        ("mauve", []),
        ("& | !", []),
        ("' OR 1=1 :*", []),
        ("\\", []),
    ],
)
def test_products_are_found_by_words_and_codes(
    manager: Client, term: str, found: list[str]
) -> None:
    tote = make_family("Striped tote", marks={"navy": 3})
    tie = make_family("Hidden tie", slug="tie", marks={"rust": 3}, description="Not a bag.")
    Product.objects.filter(pk=tote.parent.pk).update(upc="UPC-4711")
    Product.objects.filter(pk=tie.parent.pk).update(is_public=False)
    settle()

    page = manager.get(
        reverse("admin:catalogue_product_changelist"),
        {"q": term.replace("{sku}", tote.record("navy").partner_sku)},
    )

    titles = [str(product.title) for product in page.context["cl"].result_list]
    assert [title.rpartition(", ")[2] for title in titles] == found
