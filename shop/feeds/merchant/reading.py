"""Read goods for the feed, some thousands at a time: four queries for each of those."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from shop.pictures.queries import get_product_pictures
from shop.search.models import ProductCard
from shop.search.queries import get_shelf
from shop.search.vocabulary import Vocabulary, make_option_key
from shop.shipping.queries import WEIGHT_ATTRIBUTE
from shop.shipping.rates import DEFAULT_WEIGHT_GRAMS
from shop.storefront.variants import write_choice

AT_A_TIME = 2_000

Values = dict[str, tuple[str, str]]
"""An attribute's code → the key and the text of its value."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that can be bought."""

    pk: int
    group: int | None
    title: str
    text: str
    slug: str
    family: int
    query: str
    picture: str
    is_free: bool
    price_minor: int
    currency: str
    colour: str
    size: str
    material: str
    grams: int
    kind: str


def list_items() -> Iterator[Item]:
    """Return everything on show that has a price and a picture, in the order of the keys.

    Google refuses goods without a picture, so these are left out.
    """
    _version, vocabulary = get_shelf()
    last = 0
    while True:
        cards = list(
            ProductCard.objects.defer("document")
            .select_related("product")
            .filter(pk__gt=last)
            .order_by("pk")[:AT_A_TIME]
        )
        if not cards:
            return
        last = cards[-1].pk
        yield from _read_batch(cards, vocabulary)
        if len(cards) < AT_A_TIME:
            return


def _read_batch(cards: list[ProductCard], vocabulary: Vocabulary) -> Iterator[Item]:
    rows = _read_rows([card.pk for card in cards])
    ids = [*(card.pk for card in cards), *(row["pk"] for row in rows if row["parent_id"])]
    values = _read_values(ids)
    pictures: dict[int, str] = {}
    for picture in get_product_pictures(product_ids=ids):
        if picture.shown.srcset:  # a blank stands in until it has renditions
            pictures.setdefault(picture.product_id, picture.shown.src)
    families: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        families.setdefault(row["parent_id"] or row["pk"], []).append(row)
    for card in cards:
        family = families.get(card.pk, [])
        for row in family:
            src = _find_picture(row, family, values=values, pictures=pictures)
            if src:
                yield _make_item(card, row, values=values, picture=src, vocabulary=vocabulary)


def _read_rows(family_ids: list[int]) -> list[dict[str, Any]]:
    """Return the things that can be bought; of two stock records the older one counts."""
    found = (
        get_model("catalogue", "Product")
        .objects.filter(Q(pk__in=family_ids) | Q(parent_id__in=family_ids), is_public=True)
        .filter(stockrecords__price__isnull=False)
        .order_by("pk", "stockrecords__pk")
        .values(
            "pk",
            "parent_id",
            price=F("stockrecords__price"),
            left=F("stockrecords__num_in_stock") - Coalesce(F("stockrecords__num_allocated"), 0),
            tracks=Coalesce(
                F("parent__product_class__track_stock"), F("product_class__track_stock")
            ),
        )
    )
    first: dict[int, dict[str, Any]] = {}
    for row in found:
        first.setdefault(row["pk"], row)
    return list(first.values())


def _read_values(product_ids: list[int]) -> dict[int, Values]:
    """Return colour, size, material and weight of these products."""
    rows = (
        get_model("catalogue", "ProductAttributeValue")
        .objects.filter(product_id__in=product_ids)
        .filter(attribute__code__in=("colour", "size", "material", WEIGHT_ATTRIBUTE))
        .values_list(
            "product_id",
            "attribute__code",
            "value_text",
            "value_integer",
            "value_option__code",
            "value_option__option",
        )
    )
    found: dict[int, Values] = {}
    for product_id, code, text, number, option_code, option in rows:
        if option is not None:
            key = make_option_key(code=option_code, attribute=code, option=option)
            found.setdefault(product_id, {})[code] = (key, option)
        elif text or number:
            found.setdefault(product_id, {})[code] = (text or str(number), text or str(number))
    return found


def _find_picture(
    row: dict[str, Any],
    family: list[dict[str, Any]],
    *,
    values: dict[int, Values],
    pictures: dict[int, str],
) -> str:
    """Return the picture of the thing, or of one in its colour, or of its product."""
    colour = values.get(row["pk"], {}).get("colour")
    alike = [one["pk"] for one in family if values.get(one["pk"], {}).get("colour") == colour]
    places = [row["pk"], *alike, row["parent_id"]]
    return next((pictures[pk] for pk in places if pk in pictures), "")


def _make_item(
    card: ProductCard,
    row: dict[str, Any],
    *,
    values: dict[int, Values],
    picture: str,
    vocabulary: Vocabulary,
) -> Item:
    own, shared = values.get(row["pk"], {}), values.get(card.pk, {})
    colour, size = own.get("colour", ("", "")), own.get("size", ("", ""))
    deepest = vocabulary.find_deepest(card.category_ids)
    trail = [category.name for category in vocabulary.get_trail(deepest.pk)] if deepest else []
    return Item(
        pk=row["pk"],
        group=row["parent_id"],
        title=", ".join(filter(None, (card.title, colour[1], size[1]))),
        text=card.product.description or card.product.get_meta_description() or card.title,
        slug=card.slug,
        family=card.pk,
        query=write_choice(colour=colour[0], size=size[0]),
        picture=picture,
        is_free=not row["tracks"] or (row["left"] or 0) > 0,
        price_minor=int(row["price"].scaleb(2)),
        currency=card.currency,
        colour=colour[1],
        size=size[1],
        material=shared.get("material", ("", ""))[1],
        grams=int(shared.get(WEIGHT_ATTRIBUTE, ("", "0"))[1]) or DEFAULT_WEIGHT_GRAMS,
        kind=" > ".join(trail) or card.kind,
    )
