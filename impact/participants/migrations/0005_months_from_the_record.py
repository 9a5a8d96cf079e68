"""Count the 24 months from the day she left, or from the day it was written down if later."""

from django.db import migrations

HELD_UNTIL = """
CREATE OR REPLACE FUNCTION public.participants_held_until(asked bigint) RETURNS date AS $$
    SELECT (min({day}) + interval '24 months')::date
      FROM public.participants_statuschange AS gone
     WHERE gone.account_id = asked
       AND gone.id > COALESCE((
           SELECT max(here.id) FROM public.participants_statuschange AS here
            WHERE here.account_id = asked AND here.to_status IN ('active', 'follow_up', 'paused')
       ), 0)
$$ LANGUAGE sql STABLE SET search_path = pg_catalog;
"""
STATED = 'gone."on"'
LATER = """GREATEST(gone."on", (gone.at AT TIME ZONE 'UTC')::date)"""


class Migration(migrations.Migration):
    """Whoever enters an earlier day shortens nothing."""

    dependencies = [("participants", "0004_held_until")]

    operations = [
        migrations.RunSQL(HELD_UNTIL.format(day=LATER), HELD_UNTIL.format(day=STATED)),
    ]
