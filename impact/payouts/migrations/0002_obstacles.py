"""The question asked wherever money may leave: what stands in the way of paying this provider."""

from django.db import migrations

FIND_OBSTACLE = """
CREATE OR REPLACE FUNCTION public.payouts_find_obstacle(asked bigint) RETURNS text AS $$
DECLARE
    provider public.payouts_trainingprovider;
    rules public.payouts_payoutrule;
    details public.payouts_bankdetails;
    today date := (pg_catalog.statement_timestamp() AT TIME ZONE 'UTC')::date;
    permitted jsonb;
BEGIN
    SELECT * INTO rules FROM public.payouts_payoutrule ORDER BY id DESC LIMIT 1;
    IF NOT FOUND THEN RETURN 'payout_rules_are_set'; END IF;
    IF EXISTS (SELECT FROM public.books_halt WHERE lifted_at IS NULL) THEN
        RETURN 'no_halt_stops_payouts';
    END IF;
    SELECT * INTO provider FROM public.payouts_trainingprovider WHERE id = asked;
    IF EXISTS (
        SELECT FROM public.payouts_payout AS payout
          JOIN public.payouts_drawrequest AS draw ON draw.id = payout.draw_id
         WHERE draw.provider_id = asked AND payout.state = 'settled'
           AND payout.settled_at < pg_catalog.statement_timestamp()
               - pg_catalog.make_interval(days => rules.proof_days)
    ) THEN
        RETURN 'provider_owes_no_proof';
    END IF;
    IF provider.status IS DISTINCT FROM 'approved' THEN RETURN 'provider_is_approved'; END IF;
    IF provider.expires_on < today THEN RETURN 'provider_has_not_expired'; END IF;
    IF provider.screened_on < today - rules.screening_days THEN
        RETURN 'provider_was_screened_lately';
    END IF;
    IF provider.payable_from > pg_catalog.statement_timestamp() THEN
        RETURN 'change_of_provider_has_cooled_off';
    END IF;
    permitted := COALESCE(rules.country_rules -> provider.country, rules.country_rules -> '*');
    IF permitted ->> provider.rail IS NULL THEN RETURN 'rail_reaches_the_country'; END IF;
    IF provider.rail = 'bank_wire' THEN
        SELECT * INTO details FROM public.payouts_bankdetails
         WHERE provider_id = asked AND state = 'approved';
        IF NOT FOUND THEN RETURN 'provider_has_bank_details'; END IF;
        IF details.usable_from > pg_catalog.statement_timestamp() THEN
            RETURN 'bank_details_have_cooled_off';
        END IF;
        IF permitted ->> 'bank_wire' NOT IN ('', details.bic) THEN
            RETURN 'country_is_paid_through_its_one_bank';
        END IF;
    END IF;
    RETURN '';
END;
$$ LANGUAGE plpgsql SET search_path = pg_catalog;
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_payouts"), ("participants", "0001_accounts")]

    operations = [
        migrations.RunSQL(FIND_OBSTACLE, "DROP FUNCTION public.payouts_find_obstacle(bigint)")
    ]
