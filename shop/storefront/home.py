"""What the home page shows."""

from dataclasses import dataclass
from datetime import date

from oscar.core.loading import get_model

from shop.costing.queries import find_landed_costs
from shop.search.models import ProductCard
from shop.search.queries import find_featured
from shop.storefront.cards import CardView, show_card, show_cards
from shop.storefront.delivery import DeliveryPromise, get_delivery_promise

FEATURED = 8


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """The product that leads, with what it costs, and those that follow it."""

    lead: CardView | None
    lead_price_minor: int
    lead_landed_minor: int | None
    cards: list[CardView]
    delivery: DeliveryPromise


def get_home_page(*, on: date) -> HomePage:
    """Return the goods that stand first; the very first of them leads. Three queries."""
    featured = find_featured(limit=FEATURED + 1)
    first = featured[0] if featured else None
    return HomePage(
        lead=show_card(first) if first else None,
        lead_price_minor=first.price_from_minor if first else 0,
        lead_landed_minor=_find_landed(first, on=on) if first else None,
        cards=show_cards(featured[1:]),
        delivery=get_delivery_promise(),
    )


def _find_landed(card: ProductCard, *, on: date) -> int | None:
    """Return what one piece costs us in the variant that sells at the lowest price."""
    record = (
        get_model("partner", "StockRecord")
        .objects.filter(product__parent_id=card.pk, product__is_public=True)
        .order_by("price", "pk")
        .values_list("pk", flat=True)
        .first()
    )
    costs = find_landed_costs(stockrecord_ids=[record] if record else [], on=on)
    return costs[record].landed_minor if record in costs else None
