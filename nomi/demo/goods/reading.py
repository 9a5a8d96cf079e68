"""Read the goods from their files."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product as combine
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SHELVES = ("bags", "wood", "clothes")


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One thing on a shelf: a colour, and a size where there are sizes; money in cents."""

    sku: str
    colour: str
    size: str
    stock: int
    price: int
    costs: tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Good:
    """A product with its words and its variants."""

    slug: str
    title: str
    product_class: str
    category: str
    sku: str
    priority: int
    weight_grams: int
    summary: str
    description: str
    material: str
    care: str
    dimensions: str
    views: dict[str, str]
    variants: tuple[Variant, ...] = field(default=())


def read_goods() -> list[Good]:
    """Return every product of the demo, bags first."""
    return [
        _make_good(raw)
        for shelf in SHELVES
        for raw in tomllib.loads((FOLDER / f"{shelf}.toml").read_text("utf-8"))["product"]
    ]


def _make_good(raw: dict[str, Any]) -> Good:
    return Good(
        slug=raw["slug"],
        title=raw["title"],
        product_class=raw["class"],
        category=raw["category"],
        sku=raw["sku"],
        priority=raw["priority"],
        weight_grams=raw["weight_grams"],
        summary=raw["summary"],
        description=raw["description"].strip(),
        material=raw["material"],
        care=raw["care"],
        dimensions=raw.get("dimensions", ""),
        views=raw["views"],
        variants=tuple(_make_variants(raw)),
    )


def _make_variants(raw: dict[str, Any]) -> Iterator[Variant]:
    for (colour, stock), size in combine(raw["colours"].items(), raw.get("sizes", [""])):
        mark = f"{colour}-{size}" if size else colour
        special = raw.get("variant", {}).get(colour, {})
        yield Variant(
            sku=f"{raw['sku']}-{mark}".upper(),
            colour=colour,
            size=size,
            stock=0 if mark in raw.get("sold_out", ()) else stock,
            price=special.get("price", raw["price"]),
            costs=tuple(special.get("costs", raw["costs"])),
        )
