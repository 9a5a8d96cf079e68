"""Triggers on all that public pages show: each transaction that changes some of it says so once."""

from django.db import migrations

TELL = """
CREATE FUNCTION storefront_tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- PostgreSQL sends the same word of one transaction once, when it commits, and never without.
    PERFORM pg_notify('public_pages_changed', pg_current_xact_id()::text);
    RETURN NULL;
END
$$;
"""
DIFFERS = "OLD.* IS DISTINCT FROM NEW.*"
LEFT = "least(greatest(coalesce({0}.num_in_stock, 0) - coalesce({0}.num_allocated, 0), 0), 6)"
STOCK = (
    "(OLD.product_id, OLD.price, OLD.price_currency, OLD.partner_sku, {})"
    " IS DISTINCT FROM (NEW.product_id, NEW.price, NEW.price_currency, NEW.partner_sku, {})"
).format(LEFT.format("OLD"), LEFT.format("NEW"))
"""Pages say how many are left up to five; beyond that, sales change nothing on them."""
REVIEW = f"(OLD.status = 1 OR NEW.status = 1) AND {DIFFERS}"
WATCHED = {
    "shop_search_catalogueversion": DIFFERS,
    "shop_search_productcard": DIFFERS,
    "catalogue_product": DIFFERS,
    "catalogue_productclass": DIFFERS,
    "catalogue_category": DIFFERS,
    "catalogue_productcategory": DIFFERS,
    "catalogue_productattribute": DIFFERS,
    "catalogue_productattributevalue": DIFFERS,
    "catalogue_attributeoption": DIFFERS,
    "catalogue_productimage": DIFFERS,
    "catalogue_productrecommendation": DIFFERS,
    "pictures_picture": DIFFERS,
    "pictures_sharedrawing": DIFFERS,
    "costing_landedcost": DIFFERS,
    "partner_stockrecord": STOCK,
    "reviews_productreview": REVIEW,
    "content_pageversion": DIFFERS,
}
"""Table → which updates count; every insert and every deletion does."""


def watch(table: str, differs: str) -> str:
    """Return the statements that make a table's two triggers."""
    call = "FOR EACH ROW {}EXECUTE FUNCTION storefront_tell_change();"
    return (
        f"CREATE TRIGGER pages_follow_rows AFTER INSERT OR DELETE ON {table} {call.format('')}"
        f" CREATE TRIGGER pages_follow_update AFTER UPDATE ON {table}"
        f" {call.format(f'WHEN ({differs}) ')}"
    )


def forget(table: str) -> str:
    """Return the statements that take them away."""
    return (
        f"DROP TRIGGER pages_follow_rows ON {table}; DROP TRIGGER pages_follow_update ON {table};"
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("shop_search", "0002_cards_keep_themselves"),
        ("shop_reviews", "0002_ratings_keep_themselves"),
        ("pictures", "0002_avif_and_share_drawings"),
        ("costing", "0001_costing_tables"),
        ("content", "0001_pages_and_messages"),
        ("catalogue", "0032_category_exclude_from_menu_category_long_description"),
        ("partner", "0007_partneraddress_code"),
        ("reviews", "0005_productreview_code"),
    ]

    operations = [
        migrations.RunSQL(TELL, "DROP FUNCTION storefront_tell_change;"),
        migrations.RunSQL(
            " ".join(watch(table, differs) for table, differs in WATCHED.items()),
            " ".join(forget(table) for table in WATCHED),
        ),
    ]
