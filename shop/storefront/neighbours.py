"""Goods beside a product: what goes with it, and what this browser has looked at."""

from collections.abc import Iterable

from django.http import QueryDict

from nomi.platform.keys import read_key
from shop.search.models import ProductCard
from shop.search.queries import CARD_COLUMNS, find_cards_by_product
from shop.storefront.cards import CardView, show_cards

RELATED = 4
MOST_SEEN = 8


_RELATED = f"""
(SELECT {CARD_COLUMNS}, 0 AS shelf, advice.ranking AS weight
    FROM catalogue_productrecommendation advice
    JOIN shop_search_productcard card ON card.product_id = advice.recommendation_id
    WHERE advice.primary_id = %(product)s AND card.is_in_stock AND card.product_id <> %(product)s
    ORDER BY weight DESC, card.product_id DESC LIMIT %(most)s)
UNION ALL
(SELECT {CARD_COLUMNS}, 1 AS shelf, card.priority AS weight
    FROM shop_search_productcard card
    WHERE card.category_ids @> ARRAY[%(category)s]::bigint[]
        AND card.is_in_stock AND card.product_id <> %(product)s
    ORDER BY card.priority DESC, card.product_id DESC LIMIT 2 * %(most)s)
"""  # noqa: S608 - the model's own columns
"""Those recommended may stand in the category too, so twice as many are looked at there."""


def find_related(card: ProductCard, *, category_id: int | None) -> list[CardView]:
    """Return goods in stock: what staff recommend first, then others of the category. One query."""
    values = {"product": card.pk, "category": category_id or 0, "most": RELATED}
    ranked = sorted(ProductCard.objects.raw(_RELATED, values), key=_place)
    first = {each.pk: each for each in reversed(ranked)}
    kept = sorted(first.values(), key=_place)
    return show_cards(kept[:RELATED])


def read_seen(params: QueryDict) -> list[int]:
    """Return the products that an address names with `p`: whole numbers, each once, few."""
    numbers = filter(None, (read_key(text) for text in params.getlist("p")))
    return list(dict.fromkeys(numbers))[:MOST_SEEN]


def find_seen(product_ids: Iterable[int]) -> list[CardView]:
    """Return those of the products that are on show, in this order. One query at most."""
    wanted = list(product_ids)
    return show_cards(find_cards_by_product(product_ids=wanted)) if wanted else []


def _place(card: ProductCard) -> tuple[int, int, int]:
    """Return where a card of the two shelves stands: what is recommended, then by weight."""
    shelf, weight = (int(getattr(card, name)) for name in ("shelf", "weight"))
    return shelf, -weight, -card.pk
