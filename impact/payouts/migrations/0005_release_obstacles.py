"""The question asked before a balance goes back to the fund: what stands in its way."""

from django.db import migrations

FIND_OBSTACLE = """
CREATE OR REPLACE FUNCTION public.payouts_find_release_obstacle(
    asked bigint, proposed timestamp with time zone
) RETURNS text AS $$
DECLARE
    hers text;
    held_until date;
BEGIN
    IF EXISTS (SELECT FROM public.books_halt WHERE lifted_at IS NULL) THEN
        RETURN 'no_halt_stops_payouts';
    END IF;
    SELECT code INTO hers FROM public.participants_trainingaccount
     WHERE id = asked FOR UPDATE;
    PERFORM FROM public.participants_participant WHERE account_id = asked FOR UPDATE;
    held_until := public.participants_held_until(asked);
    IF held_until IS NULL THEN RETURN 'balance_is_of_somebody_who_left'; END IF;
    IF held_until > (LEAST(proposed, pg_catalog.statement_timestamp()) AT TIME ZONE 'UTC')::date
    THEN
        RETURN 'balance_is_held_24_months';
    END IF;
    IF EXISTS (
        SELECT FROM public.payouts_drawrequest AS draw
          LEFT JOIN public.payouts_payout AS payout ON payout.draw_id = draw.id
         WHERE draw.account_code = hers
           AND draw.state NOT IN ('rejected', 'cancelled')
           AND COALESCE(payout.state, '') NOT IN ('completed', 'voided', 'returned')
    ) THEN
        RETURN 'balance_has_no_open_draw';
    END IF;
    IF EXISTS (
        SELECT FROM public.participants_dispute AS dispute
          JOIN public.participants_participant AS participant
            ON participant.id = dispute.participant_id
         WHERE participant.account_id = asked AND dispute.answered_at IS NULL
    ) THEN
        RETURN 'balance_has_no_open_dispute';
    END IF;
    IF EXISTS (
        SELECT FROM public.consents_safetyflag AS flag
         WHERE flag.account_code = hers
           AND flag.closed_at IS NULL
    ) THEN
        RETURN 'balance_has_no_open_safety_flag';
    END IF;
    RETURN '';
END;
$$ LANGUAGE plpgsql SET search_path = pg_catalog;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payouts", "0004_draws_cite_plan_lines"),
        ("participants", "0004_held_until"),
        ("consents", "0002_pages_follow_her_standing"),
        ("books", "0009_entry_by_day"),
    ]

    operations = [
        migrations.RunSQL(
            FIND_OBSTACLE, "DROP FUNCTION public.payouts_find_release_obstacle(bigint, timestamptz)"
        )
    ]
