"""Which pictures exist: product slug → colours and views, in the order they are shown."""

from dataclasses import dataclass
from pathlib import Path

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = (400, 800, 1200)
RATIO = (4, 5)


@dataclass(frozen=True)
class Series:
    """The pictures of one product; the first colour and view stand for the product itself."""

    slug: str
    colours: tuple[str, ...]
    views: tuple[str, ...]


SERIES = (
    Series(
        "buy-her-bag-tote",
        ("natural", "indigo", "rust", "black"),
        ("front", "use", "back", "detail"),
    ),
    Series("rice-paper-tote", ("ivory", "sage"), ("front", "use", "detail")),
    Series("market-tote", ("charcoal", "ochre"), ("front", "use", "detail")),
    Series("mini-tote", ("indigo", "rose"), ("front", "use")),
    Series("zip-pouch", ("natural", "indigo", "ochre"), ("front", "detail")),
    Series("drawstring-pouch", ("sage", "rust"), ("front",)),
    Series("carved-card-holder", ("rosewood", "mango"), ("front", "open", "detail")),
    Series("slim-card-case", ("teak", "walnut"), ("front", "open")),
    Series("desk-card-stand", ("mango", "rosewood"), ("front",)),
    Series("her-work-counts-t-shirt", ("white", "navy", "sage"), ("front", "detail", "back")),
    Series("buy-her-bag-t-shirt", ("black", "natural"), ("front", "detail", "back")),
    Series("woven-tie", ("navy", "wine", "forest"), ("front", "detail", "use")),
    Series("slim-tie", ("slate", "ochre"), ("front", "detail")),
)


def find_pictures(slug: str, colour: str) -> list[Path]:
    """Return the master pictures of one colour in the order they are shown; none if unknown."""
    return [
        PICTURES / slug / f"{colour}-{view}.jpg"
        for series in SERIES
        if series.slug == slug and colour in series.colours
        for view in series.views
    ]
