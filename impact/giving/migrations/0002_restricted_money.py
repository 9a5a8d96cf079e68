"""Restricted money leaves its account for its purpose alone, whoever posts and however."""

from django.db import migrations

GUARD = """
CREATE FUNCTION giving_keep_purpose() RETURNS trigger AS $$
DECLARE
    account_code text;
    entry_key text;
BEGIN
    SELECT code INTO account_code FROM public.books_account WHERE id = NEW.account_id;
    IF account_code NOT LIKE 'fund:%:for:%' THEN
        RETURN NULL;
    END IF;
    SELECT key INTO entry_key FROM public.books_entry WHERE id = NEW.entry_id;
    IF EXISTS (
        SELECT 1 FROM public.giving_purposerelease AS release
         WHERE entry_key = 'release:' || release.uid
           AND account_code = 'fund:training:for:' || release.purpose
           AND NEW.amount_minor = release.amount_minor
    ) OR EXISTS (
        SELECT 1 FROM public.giving_giftrefund AS refund
          JOIN public.giving_gift AS gift ON gift.id = refund.gift_id
         WHERE entry_key = 'gift-refund:' || refund.uid
           AND account_code = 'fund:training:for:' || gift.purpose
           AND NEW.amount_minor = refund.fund_minor
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Money given for a purpose is spent on it, or goes back to its donor.'
        USING ERRCODE = '23514', CONSTRAINT = 'restricted_money_keeps_its_purpose';
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER restricted_money_keeps_its_purpose
    AFTER INSERT ON books_line
    FOR EACH ROW WHEN (NEW.amount_minor > 0)
    EXECUTE FUNCTION giving_keep_purpose();
"""
REMOVE = """
DROP TRIGGER restricted_money_keeps_its_purpose ON books_line;
DROP FUNCTION giving_keep_purpose();
"""


class Migration(migrations.Migration):
    """A guard of this room on the lines of the books."""

    dependencies = [("giving", "0001_gifts"), ("books", "0009_entry_by_day")]

    operations = [migrations.RunSQL(GUARD, REMOVE)]
