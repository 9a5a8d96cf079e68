"""The function that writes cards, and the triggers that call it when a transaction commits."""

from django.db import migrations

REFRESH = r"""
CREATE FUNCTION shop_search_mark_version() RETURNS void LANGUAGE sql AS $$
    INSERT INTO shop_search_catalogueversion (id, mark) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET mark = excluded.mark;
$$;

CREATE FUNCTION shop_search_option_key(code text, attribute text, option text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN starts_with(code, attribute || '-') THEN substr(code, length(attribute) + 2)
        ELSE lower(regexp_replace(option, '[^[:alnum:]]+', '-', 'g')) END;
$$;

CREATE FUNCTION shop_search_refresh_cards(wanted bigint[]) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    removed integer;
    written integer;
BEGIN
    -- One writer at a time. Each statement below reads what the writer before has committed, and
    -- nobody who holds this row waits for another lock, so writers cannot block one another.
    INSERT INTO shop_search_catalogueversion (id, mark) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO NOTHING;
    PERFORM 1 FROM shop_search_catalogueversion WHERE id = 1 FOR UPDATE;

    INSERT INTO shop_search_productcard AS card (
        product_id, title, slug, kind, price_from_minor, price_to_minor, currency, is_in_stock,
        priority, listed_at, colours, sizes, category_ids, picture_name, picture_alt,
        picture_width, picture_height, picture_widths, document
    )
    SELECT
        p.id, p.title, p.slug, k.name, s.lowest, s.highest, s.currency, s.is_in_stock,
        p.priority, p.date_created, v.colours, v.sizes, c.ids,
        coalesce(i.original, ''), coalesce(nullif(i.caption, ''), p.title),
        coalesce(i.width, 800), coalesce(i.height, 1000), coalesce(i.widths, '{}'),
        setweight(to_tsvector('english', p.title), 'A')
            || setweight(to_tsvector('simple', p.title), 'A')
            || setweight(to_tsvector('english', concat_ws(' ', k.name, c.names, v.words)), 'B')
            || setweight(to_tsvector('simple', concat_ws(' ', k.name, c.names, v.words)), 'B')
            || setweight(to_tsvector('english', left(
                regexp_replace(p.description, '<[^>]*>', ' ', 'g'), 20000)), 'C')
    FROM catalogue_product p
    JOIN catalogue_productclass k ON k.id = p.product_class_id
    CROSS JOIN LATERAL (
        SELECT min(round(r.price * 100))::integer AS lowest,
            max(round(r.price * 100))::integer AS highest,
            min(r.price_currency) AS currency,
            bool_or(
                NOT k.track_stock
                OR coalesce(r.num_in_stock, 0) > coalesce(r.num_allocated, 0)
            ) AS is_in_stock
        FROM (
            SELECT DISTINCT ON (r.product_id) r.*
            FROM partner_stockrecord r
            JOIN catalogue_product o ON o.id = r.product_id
            WHERE (o.id = p.id OR o.parent_id = p.id) AND o.is_public AND r.price IS NOT NULL
            ORDER BY r.product_id, r.id
        ) r
    ) s
    CROSS JOIN LATERAL (
        SELECT
            coalesce(array_agg(DISTINCT shop_search_option_key(n.code, a.code, n.option))
                FILTER (WHERE a.code = 'colour'), '{}') AS colours,
            coalesce(array_agg(DISTINCT shop_search_option_key(n.code, a.code, n.option))
                FILTER (WHERE a.code = 'size'), '{}') AS sizes,
            string_agg(DISTINCT n.option, ' ') AS words
        FROM catalogue_product o
        JOIN catalogue_productattributevalue w ON w.product_id = o.id
        JOIN catalogue_productattribute a ON a.id = w.attribute_id
        JOIN catalogue_attributeoption n ON n.id = w.value_option_id
        WHERE (o.id = p.id OR o.parent_id = p.id) AND o.is_public
    ) v
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT up.id ORDER BY up.id), '{}') AS ids,
            string_agg(DISTINCT up.name, ' ') AS names
        FROM catalogue_productcategory pc
        JOIN catalogue_category c ON c.id = pc.category_id
        JOIN catalogue_category up ON up.path = left(c.path, length(up.path))
        WHERE pc.product_id = p.id AND c.is_public AND c.ancestors_are_public
    ) c
    LEFT JOIN LATERAL (
        SELECT i.original, i.caption, pic.width, pic.height, pic.widths
        FROM catalogue_productimage i
        JOIN catalogue_product o ON o.id = i.product_id
        LEFT JOIN pictures_picture pic ON pic.name = i.original
        WHERE (o.id = p.id OR o.parent_id = p.id) AND o.is_public
        ORDER BY (o.id = p.id) DESC, i.display_order, i.id
        LIMIT 1
    ) i ON true
    WHERE p.id = ANY (wanted) AND p.is_public AND p.structure IN ('parent', 'standalone')
        AND s.lowest IS NOT NULL
    ON CONFLICT (product_id) DO UPDATE SET
        (title, slug, kind, price_from_minor, price_to_minor, currency, is_in_stock, priority,
         listed_at, colours, sizes, category_ids, picture_name, picture_alt, picture_width,
         picture_height, picture_widths, document)
        = (excluded.title, excluded.slug, excluded.kind, excluded.price_from_minor,
           excluded.price_to_minor, excluded.currency, excluded.is_in_stock, excluded.priority,
           excluded.listed_at, excluded.colours, excluded.sizes, excluded.category_ids,
           excluded.picture_name, excluded.picture_alt, excluded.picture_width,
           excluded.picture_height, excluded.picture_widths, excluded.document)
    WHERE card IS DISTINCT FROM excluded;
    GET DIAGNOSTICS written = ROW_COUNT;

    DELETE FROM shop_search_productcard card
    WHERE card.product_id = ANY (wanted) AND NOT EXISTS (
        SELECT 1 FROM catalogue_product p
        JOIN catalogue_product o ON o.id = p.id OR o.parent_id = p.id
        JOIN partner_stockrecord r ON r.product_id = o.id
        WHERE p.id = card.product_id AND p.is_public AND p.structure IN ('parent', 'standalone')
            AND p.product_class_id IS NOT NULL AND o.is_public AND r.price IS NOT NULL
    );
    GET DIAGNOSTICS removed = ROW_COUNT;

    IF written + removed > 0 THEN
        PERFORM shop_search_mark_version();
    END IF;
    RETURN written + removed;
END
$$;

CREATE FUNCTION shop_search_refresh_family(one bigint, other bigint) RETURNS void
LANGUAGE sql AS $$
    SELECT shop_search_refresh_cards(
        array_agg(DISTINCT coalesce(p.parent_id, p.id))
    ) FROM catalogue_product p WHERE p.id IN (one, other) HAVING count(*) > 0;
$$;

CREATE FUNCTION shop_search_product_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM shop_search_refresh_cards(ARRAY[coalesce(OLD.parent_id, OLD.id)]);
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM shop_search_refresh_cards(ARRAY[
            OLD.id, NEW.id, coalesce(OLD.parent_id, OLD.id), coalesce(NEW.parent_id, NEW.id)
        ]);
    ELSE
        PERFORM shop_search_refresh_cards(ARRAY[coalesce(NEW.parent_id, NEW.id)]);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION shop_search_part_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM shop_search_refresh_family(
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.product_id END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.product_id END
    );
    RETURN NULL;
END
$$;

CREATE FUNCTION shop_search_category_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM shop_search_refresh_cards(array_agg(pc.product_id))
    FROM catalogue_productcategory pc
    JOIN catalogue_category c ON c.id = pc.category_id
    WHERE starts_with(c.path, NEW.path) OR starts_with(c.path, OLD.path)
    HAVING count(*) > 0;
    PERFORM shop_search_mark_version();
    RETURN NULL;
END
$$;

CREATE FUNCTION shop_search_picture_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM shop_search_refresh_cards(array_agg(DISTINCT coalesce(p.parent_id, p.id)))
    FROM catalogue_productimage i JOIN catalogue_product p ON p.id = i.product_id
    WHERE i.original = NEW.name
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION shop_search_words_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM shop_search_mark_version();
    RETURN NULL;
END
$$;
"""

UNPAUSED = "current_setting('shop_search.paused', true) IS DISTINCT FROM 'on'"


def watch(*, name: str, table: str, moment: str, function: str, when: str = "true") -> str:
    """Return the statement that makes one trigger, fired once for each row at commit."""
    return (
        f"CREATE CONSTRAINT TRIGGER {name} AFTER {moment} ON {table}"
        f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({UNPAUSED} AND ({when}))"
        f" EXECUTE FUNCTION {function}();"
    )


def differs(*columns: str) -> str:
    """Return the condition that one of these columns changed."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


FREE = "coalesce({0}.num_in_stock, 0) > coalesce({0}.num_allocated, 0)"
PARTS = {
    "partner_stockrecord": (
        differs("product_id", "price", "price_currency")
        + f" OR ({FREE.format('OLD')}) IS DISTINCT FROM ({FREE.format('NEW')})"
    ),
    "catalogue_productattributevalue": differs("product_id", "attribute_id", "value_option_id"),
    "catalogue_productcategory": differs("product_id", "category_id"),
    "catalogue_productimage": differs("product_id", "original", "caption", "display_order"),
}
PRODUCT = differs(
    "title", "slug", "description", "structure", "is_public", "parent_id", "priority",
    "product_class_id", "date_created",
)  # fmt: skip
CATEGORY = differs("name", "path", "slug", "is_public", "ancestors_are_public")

TRIGGERS = [
    *(
        watch(
            name=f"card_follows_{moment.split()[0].lower()}",
            table=table,
            moment=moment,
            function="shop_search_part_moved",
            when=changed if moment == "UPDATE" else "true",
        )
        for table, changed in PARTS.items()
        for moment in ("INSERT OR DELETE", "UPDATE")
    ),
    watch(
        name="card_follows_insert",
        table="catalogue_product",
        moment="INSERT OR DELETE",
        function="shop_search_product_moved",
    ),
    watch(
        name="card_follows_update",
        table="catalogue_product",
        moment="UPDATE",
        function="shop_search_product_moved",
        when=PRODUCT,
    ),
    watch(
        name="card_follows_update",
        table="catalogue_category",
        moment="UPDATE",
        function="shop_search_category_moved",
        when=CATEGORY,
    ),
    watch(
        name="version_follows_insert",
        table="catalogue_category",
        moment="INSERT OR DELETE",
        function="shop_search_words_moved",
    ),
    watch(
        name="version_follows",
        table="catalogue_attributeoption",
        moment="INSERT OR UPDATE OR DELETE",
        function="shop_search_words_moved",
    ),
    watch(
        name="card_follows",
        table="pictures_picture",
        moment="INSERT OR UPDATE",
        function="shop_search_picture_moved",
    ),
]
WATCHED = [
    *((table, f"card_follows_{moment}") for table in PARTS for moment in ("insert", "update")),
    ("catalogue_product", "card_follows_insert"),
    ("catalogue_product", "card_follows_update"),
    ("catalogue_category", "card_follows_update"),
    ("catalogue_category", "version_follows_insert"),
    ("catalogue_attributeoption", "version_follows"),
    ("pictures_picture", "card_follows"),
]
REMOVE = """
DROP FUNCTION shop_search_words_moved, shop_search_picture_moved, shop_search_category_moved,
    shop_search_part_moved, shop_search_product_moved, shop_search_refresh_family,
    shop_search_refresh_cards, shop_search_option_key, shop_search_mark_version;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("shop_search", "0001_product_cards"),
        ("pictures", "0001_pictures"),
        ("partner", "0007_partneraddress_code"),
        ("catalogue", "0032_category_exclude_from_menu_category_long_description"),
    ]

    operations = [
        migrations.RunSQL(REFRESH, REMOVE),
        migrations.RunSQL(
            "\n".join(TRIGGERS),
            "\n".join(f"DROP TRIGGER {name} ON {table};" for table, name in WATCHED),
        ),
    ]
