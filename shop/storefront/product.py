"""Everything the product page shows, read in a handful of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import F, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from oscar.core.loading import get_model

from shop.costing.models import LandedCost
from shop.costing.queries import PARTS, make_landed_cost, read_landed_cost
from shop.money import format_minor
from shop.pictures.models import name_drawing
from shop.pictures.queries import ProductPicture, get_product_pictures
from shop.reviews.queries import Reviews, find_reviews
from shop.search.models import CatalogueVersion, ProductCard
from shop.search.vocabulary import Category, Vocabulary, get_vocabulary, make_option_key
from shop.shipping.queries import WEIGHT_ATTRIBUTE
from shop.storefront.cards import CardView, name_kind
from shop.storefront.delivery import DeliveryPromise, get_delivery_promise
from shop.storefront.neighbours import find_related
from shop.storefront.sizes import SIZE_CHARTS, SizeRow
from shop.storefront.variants import Choices, Variant, make_choices

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


def find_card(*, product_id: int) -> ProductCard | None:
    """Return the card of a product, or of the product whose variant it is.

    One query; `card.version` is the version of the catalogue it was read in.
    """
    family = (
        get_model("catalogue", "Product")
        .objects.filter(pk=product_id)
        .values(own=Coalesce(F("parent_id"), F("pk")))
    )
    return (
        ProductCard.objects.defer("document")
        .select_related("product")
        .annotate(
            version=Subquery(CatalogueVersion.objects.values("mark")[:1]),
            share_digest=F("product__share_drawing__digest"),
        )
        .filter(product_id=Subquery(family))
        .first()
    )


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
    rows = _read_variants(card.pk, on=on, is_preview=is_preview)
    values = _read_values([card.pk, *(row["pk"] for row in rows)])
    variants = [_make_variant(row, values=values.get(row["pk"], {})) for row in rows]
    choices = make_choices(
        variants, vocabulary=vocabulary, asked_id=asked_id, colour=colour, size=size
    )
    facts = values.get(card.pk, {})
    trail = _find_trail(card, vocabulary)
    costs = {row["pk"]: row["cost"] for row in rows}
    return ProductPage(
        card=card,
        product=card.product,
        choices=choices,
        pictures=_choose_pictures(card, choices),
        facts=[facts[code] for code in FACTS if code in facts],
        price_note=facts.get("price_note", ("", ""))[1],
        cost=make_landed_cost(costs[choices.shown.product_id]),
        trail=trail,
        related=find_related(card, category_id=trail[-1].pk if trail else None),
        delivery=get_delivery_promise(grams=int(facts.get(WEIGHT_ATTRIBUTE, ("", "0"))[1])),
        size_chart=SIZE_CHARTS.get(card.kind, ()) if choices.sizes else (),
        reviews=_find_reviews(card),
    )


def _read_variants(product_id: int, *, on: date, is_preview: bool) -> list[dict[str, Any]]:
    """Return one row per thing that can be bought: the product itself, or its variants.

    Where a thing has two stock records the older one counts, as it does for the basket.
    """
    rows = (
        get_model("catalogue", "Product")
        .objects.filter(Q(pk=product_id) | Q(parent_id=product_id))
        .filter(Q() if is_preview else Q(is_public=True))
        .filter(stockrecords__price__isnull=False)
        .order_by("pk", "stockrecords__pk")
        .values(
            "pk",
            "title",
            price=F("stockrecords__price"),
            num_in_stock=F("stockrecords__num_in_stock"),
            num_allocated=F("stockrecords__num_allocated"),
            partner_sku=F("stockrecords__partner_sku"),
            stockrecord_id=F("stockrecords__pk"),
            cost=read_landed_cost(stockrecord="stockrecords__pk", on=on),
            tracks=Coalesce(
                F("parent__product_class__track_stock"), F("product_class__track_stock")
            ),
        )
    )
    first: dict[int, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(row["pk"], row)
    return list(first.values())


def _read_values(product_ids: list[int]) -> dict[int, dict[str, tuple[str, str]]]:
    """Return for each product its attributes: code → (name, text)."""
    rows = (
        get_model("catalogue", "ProductAttributeValue")
        .objects.filter(product_id__in=product_ids)
        .filter(
            Q(value_option__isnull=False)
            | Q(value_text__gt="")
            | Q(attribute__code=WEIGHT_ATTRIBUTE, value_integer__gt=0)
        )
        .values_list(
            "product_id",
            "attribute__code",
            "attribute__name",
            Coalesce(
                "value_text",
                Cast("value_integer", TextField()),
                Value("", output_field=TextField()),
            ),
            "value_option__code",
            "value_option__option",
        )
    )
    found: dict[int, dict[str, tuple[str, str]]] = {}
    for product_id, code, name, text, option_code, option in rows:
        if option is not None:
            text = make_option_key(code=option_code, attribute=code, option=option)  # noqa: PLW2901 - the key stands for the option
        found.setdefault(product_id, {})[code] = (name, text)
    return found


def _make_variant(row: dict[str, Any], *, values: dict[str, tuple[str, str]]) -> Variant:
    left = (row["num_in_stock"] or 0) - (row["num_allocated"] or 0)
    return Variant(
        product_id=row["pk"],
        stockrecord_id=row["stockrecord_id"],
        sku=row["partner_sku"],
        title=row["title"],
        colour=values.get("colour", ("", ""))[1],
        size=values.get("size", ("", ""))[1],
        price_minor=int(row["price"].scaleb(2)),
        left=max(left, 0) if row["tracks"] else None,
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
