"""The demo's catalogue: put up what is missing, leave what is there."""

from datetime import date
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from nomi.demo.goods.reading import Good, Variant, read_goods
from nomi.demo.shelves import Shelves, build_shelves
from shop.costing.services import record_landed_cost
from shop.goods.services.kinds import COLOURS

COST_FROM = date(2009, 8, 15)
"""The day the tote went on sale (DOMAIN.md, figures)."""
PRICE_NOTE = "Price and costs on this page are illustrative."


@transaction.atomic
def seed_catalogue() -> int:
    """Put up the demo's goods; return how many products are new.

    A product that is there keeps its stock, price and words.
    """
    Product = get_model("catalogue", "Product")
    goods = read_goods()
    there = set(
        Product.objects.filter(upc__in=[good.sku for good in goods]).values_list("upc", flat=True)
    )
    missing = [good for good in goods if good.sku not in there]
    if not missing:
        return 0
    shelves = build_shelves()
    for good in missing:
        parent = _put_up_parent(good, shelves)
        for variant in good.variants:
            _put_up_variant(parent, good=good, variant=variant, shelves=shelves)
    _recommend_neighbours(goods)
    return len(missing)


def _put_up_parent(good: Good, shelves: Shelves) -> Any:
    parent = get_model("catalogue", "Product").objects.create(
        structure="parent",
        upc=good.sku,
        title=good.title,
        slug=good.slug,
        description=good.description,
        meta_description=good.summary,
        priority=good.priority,
        product_class=shelves.classes[good.product_class],
    )
    get_model("catalogue", "ProductCategory").objects.create(
        product=parent, category=shelves.categories[good.category]
    )
    values: dict[str, dict[str, Any]] = {
        code: {"value_text": text}
        for code, text in {
            "material": good.material,
            "care": good.care,
            "dimensions": good.dimensions,
            "price_note": PRICE_NOTE,
        }.items()
        if text
    }
    values["weight_grams"] = {"value_integer": good.weight_grams}
    _set_values(parent, good=good, values=values, shelves=shelves)
    return parent


def _put_up_variant(parent: Any, *, good: Good, variant: Variant, shelves: Shelves) -> None:
    marks = [COLOURS[variant.colour], variant.size]
    child = get_model("catalogue", "Product").objects.create(
        structure="child",
        parent=parent,
        upc=variant.sku,
        title=", ".join([good.title, *filter(None, marks)]),
        slug=good.slug,
    )
    values = {"colour": {"value_option": shelves.options[f"colour-{variant.colour}"]}}
    if variant.size:
        values["size"] = {"value_option": shelves.options[f"size-{variant.size.lower()}"]}
    _set_values(child, good=good, values=values, shelves=shelves)
    stockrecord = get_model("partner", "StockRecord").objects.create(
        product=child,
        partner=shelves.partner,
        partner_sku=variant.sku,
        price_currency="USD",
        price=f"{variant.price // 100}.{variant.price % 100:02d}",
        num_in_stock=variant.stock,
        low_stock_threshold=5,
    )
    purchase, freight, duty, handling = variant.costs
    record_landed_cost(
        stockrecord_id=stockrecord.pk,
        effective_on=COST_FROM,
        purchase_minor=purchase,
        freight_minor=freight,
        duty_minor=duty,
        handling_minor=handling,
    )


def _set_values(
    product: Any, *, good: Good, values: dict[str, dict[str, Any]], shelves: Shelves
) -> None:
    get_model("catalogue", "ProductAttributeValue").objects.bulk_create(
        get_model("catalogue", "ProductAttributeValue")(
            product=product, attribute=shelves.attributes[good.product_class, code], **value
        )
        for code, value in values.items()
    )


def _recommend_neighbours(goods: list[Good]) -> None:
    """Recommend with each product the next four of the list, going round."""
    ids = dict(
        get_model("catalogue", "Product")
        .objects.filter(upc__in=[good.sku for good in goods])
        .values_list("upc", "pk")
    )
    recommendation = get_model("catalogue", "ProductRecommendation")
    recommendation.objects.bulk_create(
        (
            recommendation(
                primary_id=ids[good.sku],
                recommendation_id=ids[goods[(place + step) % len(goods)].sku],
                ranking=5 - step,
            )
            for place, good in enumerate(goods)
            for step in (1, 2, 3, 4)
        ),
        ignore_conflicts=True,
    )
