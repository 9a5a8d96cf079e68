"""How long the balance of somebody who left is held, asked of the history of her status."""

from django.db import migrations

HELD_UNTIL = """
CREATE OR REPLACE FUNCTION public.participants_held_until(asked bigint) RETURNS date AS $$
    SELECT (min(gone."on") + interval '24 months')::date
      FROM public.participants_statuschange AS gone
     WHERE gone.account_id = asked
       AND gone.id > COALESCE((
           SELECT max(here.id) FROM public.participants_statuschange AS here
            WHERE here.account_id = asked AND here.to_status IN ('active', 'follow_up', 'paused')
       ), 0)
$$ LANGUAGE sql STABLE SET search_path = pg_catalog;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0003_hold_accounts_opened_before")]

    operations = [
        migrations.RunSQL(HELD_UNTIL, "DROP FUNCTION public.participants_held_until(bigint)")
    ]
