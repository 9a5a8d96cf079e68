"""Delivery by zone and weight."""

from typing import Any

import pytest
from oscar.core.loading import get_model

from shop.shipping.methods import get_charge_minor
from shop.shipping.queries import get_weights
from shop.shipping.rates import RATES, get_rates
from shop.shipping.services import serve_countries
from tests.shop.shopping import make_product


@pytest.mark.parametrize(
    ("country", "codes"),
    [
        ("US", ["us-standard", "us-express"]),
        ("CA", ["ca-standard"]),
        ("FR", ["world-standard"]),
        ("??", ["world-standard"]),
    ],
)
def test_zones(country: str, codes: list[str]) -> None:
    assert [rate.code for rate in get_rates(country_code=country)] == codes


@pytest.mark.parametrize(
    ("grams", "minor"), [(0, 595), (500, 595), (501, 795), (2500, 1195), (9_999_999, 1995)]
)
def test_weight_steps(grams: int, minor: int) -> None:
    assert RATES["US"][0].get_price_minor(grams=grams) == minor


@pytest.mark.parametrize(("goods", "minor"), [(7499, 595), (7500, 0)])
def test_standard_delivery_is_free_from_the_threshold(goods: int, minor: int) -> None:
    assert get_charge_minor(rate=RATES["US"][0], grams=300, goods_minor=goods) == minor
    assert get_charge_minor(rate=RATES["US"][1], grams=300, goods_minor=goods) == 1895


@pytest.mark.django_db
def test_weight_is_the_variants_own_else_its_parents_else_usual() -> None:
    parent: Any = make_product()
    attribute = get_model("catalogue", "ProductAttribute").objects.create(
        product_class=parent.product_class, name="Weight", code="weight_grams", type="integer"
    )
    values = get_model("catalogue", "ProductAttributeValue").objects
    values.create(attribute=attribute, product=parent, value_integer=900)
    children = [
        get_model("catalogue", "Product").objects.create(
            parent=parent, structure="child", title=str(n), slug=f"child-{n}", upc=f"child-{n}"
        )
        for n in range(2)
    ]
    values.create(attribute=attribute, product=children[0], value_integer=450)
    bare = make_product()

    weights = get_weights(products=[*children, bare])

    assert [weights[product.pk] for product in (*children, bare)] == [450, 900, 350]


@pytest.mark.django_db
def test_countries_are_written_once_and_staff_decisions_stay() -> None:
    country = get_model("address", "Country").objects

    assert serve_countries() > 200
    country.filter(pk="FR").update(is_shipping_country=False)

    assert serve_countries() == 0
    assert country.get(pk="US").is_shipping_country is True
    assert country.get(pk="KP").is_shipping_country is False
    assert country.get(pk="FR").is_shipping_country is False
