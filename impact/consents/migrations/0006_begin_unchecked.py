"""No consent begins as checked; a checked return ends the pages that are kept."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

import impact.books.triggers

FOLLOW = """
CREATE TRIGGER pages_follow_return AFTER UPDATE ON participants_statuschange
    FOR EACH ROW EXECUTE FUNCTION consents_tell_change();
"""
AS_BEFORE = "DROP TRIGGER pages_follow_return ON participants_statuschange;"


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0005_consents_end_by_the_calendar"),
        ("participants", "0007_returns_are_checked"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="consent_begins_unchecked",
                sql=impact.books.triggers.FirmTriggerSql(
                    condition="WHEN (NEW.checked_at IS NOT NULL)",
                    func="RAISE EXCEPTION 'Another person checks a consent later.' USING ERRCODE = '23514', CONSTRAINT = 'consent_begins_unchecked';",
                    hash="61ea13882833b475c76c34d91e207744a224da04",
                    operation="INSERT",
                    pgid="pgtrigger_consent_begins_unchecked_7b51b",
                    table="consents_consent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(FOLLOW, AS_BEFORE),
    ]
