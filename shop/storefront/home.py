"""What the home page shows."""

from dataclasses import dataclass
from datetime import date

from shop.search.queries import find_featured
from shop.storefront.cards import CardView, show_card, show_cards
from shop.storefront.cheapest import find_cheapest_costs
from shop.storefront.delivery import DeliveryPromise, get_delivery_promise

FEATURED = 8
LEAD_KIND = "Tote"
"""The picture and the words above the fold speak of it, whatever else stands first."""


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """The product that leads, with what it costs, and those that stand first beside it."""

    lead: CardView | None
    lead_price_minor: int
    lead_landed_minor: int | None
    cards: list[CardView]
    delivery: DeliveryPromise


def get_home_page(*, on: date) -> HomePage:
    """Return the goods that stand first; the first tote leads.

    Two queries, and one more while no tote stands among them.
    """
    first = find_featured(limit=FEATURED + 1)
    totes = [card for card in first if card.kind == LEAD_KIND]
    lead = next(iter(totes or find_featured(limit=1, kind=LEAD_KIND)), None)
    costs = find_cheapest_costs([lead.pk] if lead else [], on=on)
    featured = [card for card in first if card != lead]
    return HomePage(
        lead=show_card(lead) if lead else None,
        lead_price_minor=lead.price_from_minor if lead else 0,
        lead_landed_minor=costs.get(lead.pk) if lead else None,
        cards=show_cards(featured[:FEATURED]),
        delivery=get_delivery_promise(),
    )
