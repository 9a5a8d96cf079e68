"""Scores are one to five, and a product's rating follows its approved reviews at commit."""

from django.db import migrations

FOLLOW = """
ALTER TABLE reviews_productreview
    ADD CONSTRAINT review_score_is_one_to_five CHECK (score BETWEEN 1 AND 5);

CREATE FUNCTION shop_reviews_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The product is locked first: the statement after it reads what other writers have committed.
    PERFORM 1 FROM catalogue_product
    WHERE id IN (OLD.product_id, NEW.product_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE catalogue_product p SET rating = (
        SELECT avg(r.score) FROM reviews_productreview r WHERE r.product_id = p.id AND r.status = 1
    ) WHERE p.id IN (OLD.product_id, NEW.product_id);
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER rating_follows_insert AFTER INSERT ON reviews_productreview
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 1)
    EXECUTE FUNCTION shop_reviews_follow();
CREATE CONSTRAINT TRIGGER rating_follows_update AFTER UPDATE ON reviews_productreview
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.status = 1 OR NEW.status = 1)
        AND (OLD.status, OLD.score, OLD.product_id)
            IS DISTINCT FROM (NEW.status, NEW.score, NEW.product_id)
    ) EXECUTE FUNCTION shop_reviews_follow();
CREATE CONSTRAINT TRIGGER rating_follows_delete AFTER DELETE ON reviews_productreview
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.status = 1)
    EXECUTE FUNCTION shop_reviews_follow();
"""
REMOVE = """
DROP TRIGGER rating_follows_insert ON reviews_productreview;
DROP TRIGGER rating_follows_update ON reviews_productreview;
DROP TRIGGER rating_follows_delete ON reviews_productreview;
DROP FUNCTION shop_reviews_follow;
ALTER TABLE reviews_productreview DROP CONSTRAINT review_score_is_one_to_five;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("shop_reviews", "0001_verified_purchases"),
        ("reviews", "0005_productreview_code"),
    ]

    operations = [migrations.RunSQL(FOLLOW, REMOVE)]
