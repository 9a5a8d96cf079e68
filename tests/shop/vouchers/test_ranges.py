"""Offers over goods asked for once come to what Oscar's own, asked for each, come to."""

import random
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from oscar.core.loading import get_class, get_model

from shop.basket.pricing import price_basket
from shop.vouchers.ranges import find_ranges
from tests.shop.goods import Family, make_category, make_family
from tests.shop.shopping import make_basket, make_offer, make_product, make_voucher
from tests.shop.vouchers.acts import make

pytestmark = pytest.mark.django_db

Product = get_model("catalogue", "Product")
Range = get_model("offer", "Range")


class OnlyBags:
    """A range of somebody's own making."""

    def contains_product(self, product: Any) -> bool:
        return "bag" in product.title


@pytest.fixture
def family() -> Family:
    return make_family(category=make_category("Bags"))


def draw_shelf(dice: random.Random) -> list[Any]:
    """Return two kinds of categories, one below the other, with goods in some of them."""
    top = make_category("Bags")
    below = top.add_child(name="Small bags")
    shelves = [top, below, make_category("Ties")]
    for number in range(3):
        family = make_family(
            slug=f"family-{number}", category=dice.choice(shelves), kind=dice.choice(["Bag", "Tie"])
        )
        lone = make_product(title=f"Lone {number}")
        lone.categories.add(*dice.sample(shelves, dice.randint(0, 2)))
        assert family.children
    return shelves


def draw_range(dice: random.Random, number: int, shelves: list[Any]) -> Any:
    goods = list(Product.objects.order_by("pk"))
    kinds = list(get_model("catalogue", "ProductClass").objects.order_by("pk"))
    drawn = Range.objects.create(name=f"Range {number}", includes_all_products=dice.random() < 0.4)
    for product in dice.sample(goods, dice.randint(0, 3)):
        drawn.add_product(product)
    drawn.excluded_products.set(dice.sample(goods, dice.randint(0, 2)))
    drawn.classes.set(dice.sample(kinds, dice.randint(0, 1)))
    drawn.included_categories.set(dice.sample(shelves, dice.randint(0, 1)))
    drawn.excluded_categories.set(dice.sample(shelves, dice.randint(0, 1)))
    return drawn


@pytest.mark.parametrize("seed", range(8))
def test_range_holds_what_oscars_own_holds(seed: int) -> None:
    dice = random.Random(seed)
    shelves = draw_shelf(dice)
    ranges = [draw_range(dice, number, shelves) for number in range(10)]
    goods = list(Product.objects.all())

    found = find_ranges(range_ids=[r.pk for r in ranges], product_ids=[p.pk for p in goods])

    assert {
        each.pk: {product.pk for product in goods if found[each.pk].contains_product(product)}
        for each in ranges
    } == {each.pk: {product.pk for product in each.all_products()} for each in ranges}


def test_ranges_are_asked_for_once(family: Family, django_assert_num_queries: Any) -> None:
    ids = [Range.objects.create(name=f"Range {number}").pk for number in range(3)]
    goods = list(Product.objects.all())

    with django_assert_num_queries(1):
        found = find_ranges(range_ids=ids, product_ids=[product.pk for product in goods])
        held = [found[pk].contains_product(each) for pk in ids for each in goods]

    assert held == [False] * 9


def test_no_range_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert find_ranges(range_ids=[], product_ids=[1]) == {}


def test_range_of_its_own_class_answers_by_itself() -> None:
    bag, tie = make_product(title="bag"), make_product(title="tie")
    path = f"{OnlyBags.__module__}.{OnlyBags.__name__}"
    own = Range.objects.create(name="Own", proxy_class=path)

    found = find_ranges(range_ids=[own.pk], product_ids=[bag.pk, tie.pk])[own.pk]

    assert (found.contains_product(bag), found.contains_product(tie)) == (True, False)


def list_as_oscar(basket: Any) -> list[Any]:
    """Return what each line and each offer comes to when Oscar asks for itself."""
    again = get_model("basket", "Basket").objects.get(pk=basket.pk)
    again.strategy = basket.strategy
    get_class("offer.applicator", "Applicator")().apply(again, AnonymousUser())
    return list_discounts(again)


def list_discounts(basket: Any) -> list[Any]:
    lines = [(line.pk, line.discounts.total) for line in basket.all_lines()]
    given = [
        (each["offer"].pk, each["voucher"], each["freq"], each["discount"])
        for each in basket.offer_applications
    ]
    return [*lines, *given]


@pytest.mark.parametrize("seed", range(10))
def test_offers_come_to_what_oscars_own_come_to(seed: int, family: Family) -> None:
    dice = random.Random(seed)
    shelf = get_model("catalogue", "Category").objects.get()
    lone = make_product(price="32.00")
    basket = make_basket(
        (family.children["navy"], dice.randint(1, 3)),
        (lone, dice.randint(1, 3)),
        (make_product(), 1),
    )
    for code in ("FIRST", "SECOND"):
        facts = {"code": code, "name": code, "number": code}
        kind, value = dice.choice(
            [("percent", Decimal(7)), ("amount", Decimal(dice.randint(1, 40)))]
        )
        category_id = dice.choice([None, shelf.pk])
        basket.vouchers.add(make(kind=kind, value=value, category_id=category_id, **facts))
    basket.vouchers.add(make_voucher(percent="3"))
    for number in range(dice.randint(0, 2)):
        offer = make_offer(name=f"Site {number}", percent="5")
        offer.priority = dice.randint(-1, 1)
        offer.exclusive = dice.random() < 0.5
        offer.save()
    shared = make_offer(name="Shared", kind="Voucher")
    for voucher in basket.vouchers.all():
        if dice.random() < 0.4:
            voucher.offers.add(shared)

    price_basket(basket=basket, user=AnonymousUser())

    assert list_discounts(basket) == list_as_oscar(basket)
