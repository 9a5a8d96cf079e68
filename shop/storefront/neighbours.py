"""Goods beside a product: what goes with it, and what this browser has looked at."""

from collections.abc import Iterable

from django.db.models import F, SmallIntegerField, Value
from django.http import QueryDict

from nomi.platform.keys import read_key
from shop.search.models import ProductCard
from shop.search.queries import find_cards_by_product
from shop.storefront.cards import CardView, show_cards

RELATED = 4
MOST_SEEN = 8


def find_related(card: ProductCard, *, category_id: int | None) -> list[CardView]:
    """Return goods in stock: what staff recommend first, then others of the category. One query."""
    others = ProductCard.objects.defer("document").filter(is_in_stock=True).exclude(pk=card.pk)
    recommended = others.filter(product__productrecommendation__primary_id=card.pk).annotate(
        shelf=_mark(0), weight=F("product__productrecommendation__ranking")
    )
    alike = others.filter(category_ids__contains=[category_id or 0]).annotate(
        shelf=_mark(1), weight=F("priority")
    )
    found = recommended.order_by("-weight", "-product_id")[:RELATED].union(
        # those recommended may stand in the category too, so twice as many are looked at
        alike.order_by("-priority", "-product_id")[: 2 * RELATED],
        all=True,
    )
    ranked = sorted(found, key=_place)
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


def _mark(number: int) -> Value:
    return Value(number, output_field=SmallIntegerField())


def _place(card: ProductCard) -> tuple[int, int, int]:
    """Return where a card of the two shelves stands: what is recommended, then by weight."""
    shelf, weight = (int(getattr(card, name)) for name in ("shelf", "weight"))
    return shelf, -weight, -card.pk
