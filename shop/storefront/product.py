"""Everything the product page shows, read in a handful of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from oscar.core.loading import get_model

from nomi.platform.amounts import format_minor
from shop.costing.models import LandedCost
from shop.costing.queries import PARTS
from shop.pictures.models import name_drawing
from shop.pictures.queries import ProductPicture, get_product_pictures
from shop.reviews.queries import Reviews, find_reviews
from shop.search.models import ProductCard
from shop.search.queries import CARD_COLUMNS
from shop.search.vocabulary import Category, Vocabulary, get_vocabulary
from shop.shipping.queries import WEIGHT_ATTRIBUTE
from shop.storefront.cards import CardView, name_kind
from shop.storefront.delivery import (
    DeliveryPromise,
    WayThere,
    get_delivery_promise,
    list_ways_there,
)
from shop.storefront.family import read_family
from shop.storefront.neighbours import find_related
from shop.storefront.sizes import SIZE_CHARTS, SizeRow
from shop.storefront.variants import Choices, make_choices

FACTS = ("material", "dimensions", "care")


@dataclass(frozen=True, kw_only=True)
class ProductPage:
    """A product with its variants, the one that is chosen, pictures, facts and neighbours."""

    card: ProductCard
    product: Any
    choices: Choices
    pictures: list[ProductPicture]
    facts: list[tuple[str, str]]
    price_note: str
    cost: LandedCost | None
    trail: list[Category]
    related: list[CardView]
    delivery: DeliveryPromise
    ways: list[WayThere]
    size_chart: tuple[SizeRow, ...]
    reviews: Reviews | None

    @property
    def summary(self) -> str:
        """Return the product in one line."""
        return str(self.product.get_meta_description())

    @property
    def kind_word(self) -> str:
        """Return the product class inside a sentence: "tote", but "T-shirt"."""
        return name_kind(self.card)

    @property
    def share_picture(self) -> str:
        """Return the address of the picture drawn for sharing, "" until there is one."""
        digest: str | None = getattr(self.card, "share_digest", None)
        return str(default_storage.url(name_drawing(digest))) if digest else ""

    @property
    def price(self) -> str:
        """Return the price of the variant shown."""
        return format_minor(self.choices.shown.price_minor, self.card.currency)

    @property
    def landed_minor(self) -> int | None:
        """Return the landed cost of one piece in cents, None when nobody has recorded it."""
        return self.cost.landed_minor if self.cost else None

    @property
    def cost_parts(self) -> dict[str, int] | None:
        """Return the parts of the landed cost in cents, None when nobody has recorded it."""
        if self.cost is None:
            return None
        return {name: getattr(self.cost, name) for name in PARTS}


_SAID = ("id", "structure", "upc", "description", "meta_description", "rating")
"""What the page says of the product itself."""
_CARD = f"""
SELECT {CARD_COLUMNS}, version.mark AS version, drawing.digest AS share_digest,
    {", ".join(f"product.{name} AS said_{name}" for name in _SAID)}
FROM catalogue_product asked
JOIN catalogue_product product ON product.id = coalesce(asked.parent_id, asked.id)
JOIN shop_search_productcard card ON card.product_id = product.id
LEFT JOIN pictures_sharedrawing drawing ON drawing.product_id = product.id
LEFT JOIN shop_search_catalogueversion version ON true
WHERE asked.id = %(product)s
"""  # noqa: S608 - the models' own columns


def find_card(*, product_id: int) -> ProductCard | None:
    """Return the card of a product, or of the product whose variant it is.

    One query; `card.version` is the version of the catalogue it was read in. `card.product` knows
    what the page says of it, and asks the database for anything else.
    """
    for card in ProductCard.objects.raw(_CARD, {"product": product_id}):
        said = [getattr(card, f"said_{name}") for name in _SAID]
        card.product = get_model("catalogue", "Product").from_db("default", _SAID, said)
        return card
    return None


def is_withdrawn(*, product_id: int) -> bool:
    """Return whether there is such a product, though not on show."""
    return bool(get_model("catalogue", "Product").objects.filter(pk=product_id).exists())


def get_product_page(
    *,
    card: ProductCard,
    asked_id: int,
    colour: str,
    size: str,
    on: date,
    is_preview: bool = False,
) -> ProductPage:
    """Return the page of a product on show: four queries, one more where there are reviews.

    A preview shows variants that are not public too. There must be one that has a price.
    """
    vocabulary = get_vocabulary(version=getattr(card, "version", None))
    family = read_family(product_id=card.pk, on=on, is_preview=is_preview)
    choices = make_choices(
        family.variants, vocabulary=vocabulary, asked_id=asked_id, colour=colour, size=size
    )
    facts = family.attributes
    trail = _find_trail(card, vocabulary)
    grams = int(facts.get(WEIGHT_ATTRIBUTE, ("", "0"))[1])
    return ProductPage(
        card=card,
        product=card.product,
        choices=choices,
        pictures=_choose_pictures(card, choices),
        facts=[facts[code] for code in FACTS if code in facts],
        price_note=facts.get("price_note", ("", ""))[1],
        cost=family.costs[choices.shown.product_id],
        trail=trail,
        related=find_related(card, category_id=trail[-1].pk if trail else None),
        delivery=get_delivery_promise(grams=grams),
        ways=list_ways_there(grams=grams, on=on),
        size_chart=SIZE_CHARTS.get(card.kind, ()) if choices.sizes else (),
        reviews=_find_reviews(card),
    )


def _choose_pictures(card: ProductCard, choices: Choices) -> list[ProductPicture]:
    """Return the pictures of the chosen variant, or of its colour, or of the product."""
    alike = [each for each in choices.variants if each.colour == choices.shown.colour]
    ids = [choices.shown.product_id, *(each.product_id for each in alike), card.pk]
    found: dict[int, list[ProductPicture]] = {}
    for picture in get_product_pictures(product_ids=ids):
        found.setdefault(picture.product_id, []).append(picture)
    return next((found[pk] for pk in ids if pk in found), [])


def _find_trail(card: ProductCard, vocabulary: Vocabulary) -> list[Category]:
    deepest = vocabulary.find_deepest(card.category_ids)
    return vocabulary.get_trail(deepest.pk) if deepest else []


def _find_reviews(card: ProductCard) -> Reviews | None:
    """Return what buyers say; the product's rating tells whether to ask at all."""
    return None if card.product.rating is None else find_reviews(product_id=card.pk)
