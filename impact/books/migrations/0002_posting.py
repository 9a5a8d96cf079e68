"""The one way to post: a function that takes a batch of entries and is safe to call again."""

from django.db import migrations

POST = """
CREATE FUNCTION books_post(wanted jsonb)
RETURNS TABLE (entry_key text, entry_id bigint, is_new boolean)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET search_path = public, pg_temp
AS $$
DECLARE
    posted jsonb;
    clash text;
BEGIN
    WITH fresh AS (
        INSERT INTO public.books_entry AS entry (kind, key, request_hash, effective_on, reference,
                                                 actor, reverses_id, resolves_id, line_count)
        SELECT one->>'kind', one->>'key', sha256(convert_to(one::text, 'UTF8')),
               (one->>'effective_on')::date, one->>'reference', one->>'actor',
               (one->>'reverses')::bigint, (one->>'resolves')::bigint,
               jsonb_array_length(one->'lines')
          FROM jsonb_array_elements(wanted) AS one
         ORDER BY one->>'key'
            ON CONFLICT (key) DO NOTHING
        RETURNING entry.key, entry.id
    )
    SELECT coalesce(jsonb_object_agg(fresh.key, fresh.id), '{}'::jsonb) INTO posted FROM fresh;

    IF (SELECT count(*) FROM jsonb_object_keys(posted)) < jsonb_array_length(wanted) THEN
        SELECT entry.key INTO clash
          FROM jsonb_array_elements(wanted) AS one
          JOIN public.books_entry AS entry ON entry.key = one->>'key'
         WHERE entry.request_hash <> sha256(convert_to(one::text, 'UTF8'))
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'The key % was posted before with other content.', clash
                USING ERRCODE = '23505', CONSTRAINT = 'entry_key_names_one_request';
        END IF;
    END IF;

    INSERT INTO public.books_line (entry_id, number, account_id, currency, amount_minor)
    SELECT (posted->>(one->>'key'))::bigint, line.number, account.id, one->>'currency',
           (line.side->>1)::bigint
      FROM jsonb_array_elements(wanted) AS one
     CROSS JOIN LATERAL jsonb_array_elements(one->'lines') WITH ORDINALITY AS line (side, number)
      LEFT JOIN public.books_account AS account ON account.code = line.side->>0
     WHERE posted ? (one->>'key')
     ORDER BY account.id, 1, line.number;

    RETURN QUERY
    SELECT entry.key::text, entry.id, posted ? entry.key
      FROM jsonb_array_elements(wanted) AS one
      JOIN public.books_entry AS entry ON entry.key = one->>'key';
END;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("books", "0001_kernel")]

    operations = [migrations.RunSQL(POST, "DROP FUNCTION books_post(jsonb)")]
