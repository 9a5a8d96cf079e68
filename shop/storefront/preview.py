"""A product's page before shoppers see it. Nothing is written: its card is made up for the page."""

from datetime import date
from typing import Any

from django.db.models import Max, Min, Q
from django.utils import timezone
from oscar.core.loading import get_model

from shop.search.models import CatalogueVersion, ProductCard
from shop.storefront.product import ProductPage, get_product_page


def find_preview(
    *, product_id: int, colour: str, size: str, on: date
) -> tuple[ProductPage | None, bool]:
    """Return the page of a product as it would be on show, and whether it is on show.

    A variant leads to its product. None when nothing of it has a price yet, or no kind.
    """
    products = get_model("catalogue", "Product").objects.select_related("product_class")
    product = products.select_related("parent__product_class").get(pk=product_id)
    product = product.parent or product
    card = _make_card(product)
    is_shown = ProductCard.objects.filter(pk=product.pk).exists()
    if card is None:
        return None, is_shown
    page = get_product_page(
        card=card, asked_id=product_id, colour=colour, size=size, on=on, is_preview=True
    )
    return page, is_shown


def _make_card(product: Any) -> ProductCard | None:
    """Return the card that the database would write, None when it could not."""
    records = get_model("partner", "StockRecord").objects.filter(
        Q(product_id=product.pk) | Q(product__parent_id=product.pk), price__isnull=False
    )
    prices = records.aggregate(lowest=Min("price"), highest=Max("price"))
    if prices["lowest"] is None or product.product_class is None:
        return None
    kept = product.productcategory_set.order_by("category_id")
    card = ProductCard(
        product=product,
        title=product.title,
        slug=product.slug,
        kind=product.product_class.name,
        price_from_minor=int(prices["lowest"].scaleb(2)),
        price_to_minor=int(prices["highest"].scaleb(2)),
        currency="USD",
        is_in_stock=False,
        priority=product.priority,
        listed_at=product.date_created or timezone.now(),
        category_ids=list(kept.values_list("category_id", flat=True)),
    )
    card.version = CatalogueVersion.objects.values_list("mark", flat=True).first()  # type: ignore[attr-defined]
    return card
