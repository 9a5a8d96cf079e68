"""One statement that counts, for each filter, what it would leave beside all the others.

The database counts goods by the whole of what each filter looks at, "navy and sage" apart from
"navy": thousands of goods come to some hundred rows, and what each of them holds is added up here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from shop.search.prices import Band

Counts = Mapping[str, Mapping[str, int]]
FACETS = ("total", "colour", "size", "category", "price", "stock")

_COUNT = """
WITH matching AS (
    SELECT colours, sizes, category_ids, is_in_stock,
        width_bucket(price_from_minor, %(band_edges)s::integer[]) AS band,
        (%(colours)s::text[] = '{{}}' OR colours && %(colours)s::text[]) AS by_colour,
        (%(sizes)s::text[] = '{{}}' OR sizes && %(sizes)s::text[]) AS by_size,
        (NOT %(in_stock)s OR is_in_stock) AS by_stock,
        (%(category)s::bigint IS NULL OR category_ids @> ARRAY[%(category)s::bigint])
            AS by_category
    FROM shop_search_productcard
    {where}
), narrowed AS (
    SELECT *, (%(bands)s::integer[] = '{{}}' OR band = ANY (%(bands)s::integer[])) AS by_price
    FROM matching
)
SELECT colours, sizes, category_ids, band, is_in_stock,
    count(*) FILTER (WHERE by_colour AND by_size AND by_category AND by_price AND by_stock),
    count(*) FILTER (WHERE by_size AND by_category AND by_price AND by_stock),
    count(*) FILTER (WHERE by_colour AND by_category AND by_price AND by_stock),
    count(*) FILTER (WHERE by_colour AND by_size AND by_price AND by_stock),
    count(*) FILTER (WHERE by_colour AND by_size AND by_category AND by_stock),
    count(*) FILTER (WHERE by_colour AND by_size AND by_category AND by_price)
FROM narrowed
GROUP BY GROUPING SETS ((colours), (sizes), (category_ids), (band, is_in_stock))
"""
_WORDS = "WHERE document @@ (to_tsquery('english', %(text)s) || to_tsquery('simple', %(text)s))"

COUNT_SQL = {False: _COUNT.format(where=""), True: _COUNT.format(where=_WORDS)}
"""Whether there are words to look for → the statement."""


def list_edges(bands: Iterable[Band]) -> list[int]:
    """Return the cents at which a band begins or ends: between two of them all prices are alike."""
    return sorted({edge for band in bands for edge in (band.least, band.below) if edge is not None})


def add_up(rows: Iterable[tuple[Any, ...]], *, bands: tuple[Band, ...]) -> Counts:
    """Return how many goods each value of each facet leaves, without those that leave none.

    A row tells of one facet's values, or of price, stock and total together.
    """
    edges = list_edges(bands)
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for colours, sizes, category_ids, band, is_in_stock, *goods in rows:
        total, beside_colour, beside_size, beside_category, beside_price, beside_stock = goods
        for colour in colours or ():
            counts["colour"][colour] += beside_colour
        for size in sizes or ():
            counts["size"][size] += beside_size
        for category in category_ids or ():
            counts["category"][str(category)] += beside_category
        if band:
            counts["total"][""] += total
            for shown in bands:
                if shown.holds(edges[band - 1]):
                    counts["price"][shown.key] += beside_price
            counts["stock"]["in"] += beside_stock if is_in_stock else 0
    return {facet: {key: n for key, n in found.items() if n} for facet, found in counts.items()}
