"""One statement that counts, for each filter, what it would leave beside all the others.

Goods that are alike in all that filters look at are counted once, as a kind: thousands of goods
come to some hundred kinds.
"""

_COUNT = """
WITH matching AS MATERIALIZED (
    SELECT colours, sizes, category_ids, is_in_stock,
        (%(band_keys)s::text[])[width_bucket(price_from_minor, %(band_edges)s::integer[])] AS band,
        (%(colours)s::text[] = '{{}}' OR colours && %(colours)s::text[]) AS by_colour,
        (%(sizes)s::text[] = '{{}}' OR sizes && %(sizes)s::text[]) AS by_size,
        (NOT %(in_stock)s OR is_in_stock) AS by_stock,
        (%(category)s::bigint IS NULL OR category_ids @> ARRAY[%(category)s::bigint])
            AS by_category,
        count(*) AS goods
    FROM shop_search_productcard
    {where}
    GROUP BY colours, sizes, category_ids, is_in_stock, band
), narrowed AS MATERIALIZED (
    SELECT *, (%(any_price)s OR band = ANY (%(bands)s::text[])) AS by_price FROM matching
)
SELECT 'total', '', coalesce(sum(goods), 0)::bigint FROM narrowed
    WHERE by_colour AND by_size AND by_stock AND by_category AND by_price
UNION ALL
SELECT 'colour', each, sum(goods)::bigint FROM narrowed, unnest(colours) AS each
    WHERE by_size AND by_stock AND by_category AND by_price GROUP BY each
UNION ALL
SELECT 'size', each, sum(goods)::bigint FROM narrowed, unnest(sizes) AS each
    WHERE by_colour AND by_stock AND by_category AND by_price GROUP BY each
UNION ALL
SELECT 'category', each::text, sum(goods)::bigint FROM narrowed, unnest(category_ids) AS each
    WHERE by_colour AND by_size AND by_stock AND by_price GROUP BY each
UNION ALL
SELECT 'price', band, sum(goods)::bigint FROM narrowed
    WHERE by_colour AND by_size AND by_stock AND by_category GROUP BY band
UNION ALL
SELECT 'stock', 'in', coalesce(sum(goods), 0)::bigint FROM narrowed
    WHERE is_in_stock AND by_colour AND by_size AND by_category AND by_price
"""
_WORDS = "WHERE document @@ (to_tsquery('english', %(text)s) || to_tsquery('simple', %(text)s))"

COUNT_SQL = {False: _COUNT.format(where=""), True: _COUNT.format(where=_WORDS)}
"""Whether there are words to look for → the statement."""
