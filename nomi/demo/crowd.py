"""A crowd of invented products, to measure with: plausible words, bulk inserts."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from oscar.core.loading import get_model

from nomi.demo.shelves import Shelves, build_shelves
from shop.costing.models import LandedCost
from shop.goods.services.kinds import COLOURS, SIZES
from shop.search.services import rebuild_cards

BATCH = 2_000
STATEMENT_MILLISECONDS = 120_000
MAKES = ("Mekong", "Tonle", "Kampot", "Riverside", "Monsoon", "Lantern", "Harbour", "Orchard")
CUTS = ("everyday", "weekend", "folded", "tall", "compact", "travel", "evening", "workshop")
CLOTHS = ("canvas", "linen", "rice-paper", "cotton", "silk", "jersey", "teak", "walnut", "twill")
THINGS = {
    "Tote": ("Bags > Totes", "tote"),
    "Pouch": ("Bags > Pouches", "pouch"),
    "Card holder": ("Card holders", "card holder"),
    "T-shirt": ("Clothing > T-shirts", "T-shirt"),
    "Tie": ("Clothing > Ties", "tie"),
}
USES = (
    "Cut to hold a laptop and a lunch box.",
    "Washes at thirty degrees and dries flat overnight.",
    "The seams are bound, so no thread is left loose inside.",
    "Light enough to forget and strong enough to keep.",
    "Woven on a hand loom, finished by hand.",
    "A drop of oil twice a year keeps the wood alive.",
)
COSTS = (62, 8, 5, 4)
"""Parts of the landed cost in per cent of the price: purchase, freight, duty, handling."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One invented product before it is written."""

    number: int
    kind: str
    title: str
    description: str
    price_minor: int
    variants: tuple[tuple[str, str, int], ...]


def seed_crowd(*, products: int) -> int:
    """Add invented products until there are this many; return how many are new."""
    there = get_model("catalogue", "Product").objects.filter(upc__startswith="CROWD-").count()
    total: int = get_model("catalogue", "Product").objects.filter(parent=None).count()
    missing: int = max(0, products - total)
    if not missing:
        return 0
    shelves = build_shelves()
    drafts = _draft(start=there, count=missing)
    while batch := list(islice(drafts, BATCH)):
        _write(batch, shelves)
    rebuild_cards()
    return missing


def _draft(*, start: int, count: int) -> Iterator[Draft]:
    random = Random(start)
    for number in range(start, start + count):
        kind = random.choice(tuple(THINGS))
        words = (random.choice(MAKES), random.choice(CUTS), random.choice(CLOTHS))
        sizes = random.sample(tuple(SIZES), 2) if kind == "T-shirt" else [""]
        yield Draft(
            number=number,
            kind=kind,
            title=f"{' '.join(words)} {THINGS[kind][1]} No. {number}",
            description=" ".join(random.sample(USES, 3)),
            price_minor=random.randrange(800, 6_000, 100),
            variants=tuple(
                (colour, size, random.choice((0, 3, 40, 120)))
                for colour in random.sample(tuple(COLOURS), random.choice((1, 2)))
                for size in sizes
            ),
        )


@transaction.atomic
def _write(drafts: list[Draft], shelves: Shelves) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL shop_search.paused = 'on'")
        cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MILLISECONDS}")
    product = get_model("catalogue", "Product")
    parents = product.objects.bulk_create(
        product(
            structure="parent",
            upc=f"CROWD-{draft.number}",
            title=draft.title,
            slug=slugify(draft.title),
            description=draft.description,
            product_class=shelves.classes[draft.kind],
            date_created=timezone.now(),
        )
        for draft in drafts
    )
    pairs = list(zip(drafts, parents, strict=True))
    link = get_model("catalogue", "ProductCategory")
    link.objects.bulk_create(
        link(product=parent, category=shelves.categories[THINGS[draft.kind][0]])
        for draft, parent in pairs
    )
    _write_variants(pairs, shelves)


def _write_variants(pairs: list[tuple[Draft, Any]], shelves: Shelves) -> None:
    product = get_model("catalogue", "Product")
    wanted = [(draft, parent, each) for draft, parent in pairs for each in draft.variants]
    children = product.objects.bulk_create(
        product(
            structure="child",
            parent=parent,
            upc=_write_sku(draft, each),
            title=f"{draft.title}, {COLOURS[each[0]]}",
            slug=parent.slug,
        )
        for draft, parent, each in wanted
    )
    value = get_model("catalogue", "ProductAttributeValue")
    value.objects.bulk_create(
        value(
            product=child,
            attribute=shelves.attributes[draft.kind, code],
            value_option=shelves.options[f"{code}-{key}"],
        )
        for (draft, _parent, each), child in zip(wanted, children, strict=True)
        for code, key in zip(("colour", "size"), each[:2], strict=True)
        if key
    )
    record = get_model("partner", "StockRecord")
    records = record.objects.bulk_create(
        record(
            product=child,
            partner=shelves.partner,
            partner_sku=child.upc,
            price=f"{draft.price_minor // 100}.{draft.price_minor % 100:02d}",
            num_in_stock=each[2],
        )
        for (draft, _parent, each), child in zip(wanted, children, strict=True)
    )
    names = ("purchase_minor", "freight_minor", "duty_minor", "handling_minor")
    LandedCost.objects.bulk_create(
        LandedCost(
            stockrecord=each,
            effective_on=timezone.localdate(),
            **{
                name: draft.price_minor * part // 100
                for name, part in zip(names, COSTS, strict=True)
            },
        )
        for (draft, _parent, _each), each in zip(wanted, records, strict=True)
    )


def _write_sku(draft: Draft, variant: tuple[str, str, int]) -> str:
    return "-".join(filter(None, ("CROWD", str(draft.number), *variant[:2]))).upper()
