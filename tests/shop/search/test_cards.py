from typing import Any

import pytest
from django.core.management import call_command
from oscar.core.loading import get_model

from shop.search.models import CatalogueVersion, ProductCard
from shop.search.services import rebuild_cards
from tests.shop.goods import make_category, make_family, settle

pytestmark = pytest.mark.django_db


def read_card() -> dict[str, Any]:
    settle()
    return ProductCard.objects.values().get()


def test_card_gathers_what_lists_show() -> None:
    above = make_category("Bags")
    below = get_model("catalogue", "Category").objects.add_child(
        above, create_kwargs={"name": "Totes"}
    )
    family = make_family(marks={"natural": 9, "navy-m": 0}, category=below)

    card = read_card()

    assert (card["product_id"], card["title"], card["kind"]) == (
        family.parent.pk,
        "Plain tote",
        "Tote",
    )
    assert (card["price_from_minor"], card["price_to_minor"]) == (1800, 1800)
    assert (card["colours"], card["sizes"]) == (["natural", "navy"], ["m"])
    assert card["category_ids"] == [above.pk, below.pk]
    assert card["is_in_stock"]


def test_card_follows_a_price_changed_in_bulk() -> None:
    family = make_family()

    get_model("partner", "StockRecord").objects.filter(product=family.children["navy"]).update(
        price="21.50"
    )

    card = read_card()
    assert (card["price_from_minor"], card["price_to_minor"]) == (1800, 2150)


def test_card_is_sold_out_once_every_piece_is_held() -> None:
    make_family(marks={"natural": 2, "navy": 0})

    get_model("partner", "StockRecord").objects.filter(num_in_stock=2).update(num_allocated=2)

    assert read_card()["is_in_stock"] is False


@pytest.mark.parametrize("change", ["withdraw", "unprice", "delete"])
def test_card_goes_with_its_product(change: str) -> None:
    family = make_family()

    if change == "withdraw":
        family.parent.is_public = False
        family.parent.save()
    elif change == "unprice":
        get_model("partner", "StockRecord").objects.update(price=None)
    else:
        get_model("catalogue", "Product").objects.filter(parent=family.parent).update(
            is_public=False
        )
    settle()

    assert ProductCard.objects.count() == 0


def test_card_follows_the_name_of_its_category() -> None:
    category = make_category("Bags")
    make_family(category=category)

    category.is_public = False
    category.save()

    assert read_card()["category_ids"] == []


def test_version_stays_while_nothing_that_shoppers_see_changes() -> None:
    family = make_family()
    before = CatalogueVersion.objects.get().mark

    get_model("partner", "StockRecord").objects.filter(product=family.children["navy"]).update(
        num_allocated=3
    )
    settle()
    unseen = CatalogueVersion.objects.get().mark
    family.parent.title = "Plainer tote"
    family.parent.save()
    settle()
    seen = CatalogueVersion.objects.get().mark

    assert (unseen == before, seen == before) == (True, False)


def test_rebuild_cards_mends_what_went_round_the_triggers(capsys: Any) -> None:
    make_family()
    ProductCard.objects.update(price_from_minor=1, document="")

    call_command("rebuild_cards")

    assert read_card()["price_from_minor"] == 1800
    assert capsys.readouterr().out == "1 products changed in lists\n"
    assert rebuild_cards() == 0
