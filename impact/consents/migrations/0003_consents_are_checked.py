"""A consent counts once a second person has checked it; what one person recorded waits."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import impact.books.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0002_pages_follow_her_standing"),
        ("participants", "0005_months_from_the_record"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="checked"),
        ),
        migrations.AddField(
            model_name="consent",
            name="checked_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="consent_is_checked_once",
                sql=impact.books.triggers.FirmTriggerSql(
                    func="\n        IF (OLD.checked_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL)\n           AND ((OLD.checked_by, OLD.checked_at) IS DISTINCT FROM (NEW.checked_by, NEW.checked_at))\n        THEN\n            RAISE EXCEPTION 'A consent is checked once, while it stands.' USING ERRCODE = '23514', CONSTRAINT = 'consent_is_checked_once';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="ee922f86c4ad0492fbfef3997b8f566539251578",
                    operation="UPDATE",
                    pgid="pgtrigger_consent_is_checked_once_762a7",
                    table="consents_consent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at__isnull", True), ("checked_by", "")),
                    models.Q(
                        ("checked_at__gte", models.F("recorded_at")),
                        ("checked_by__regex", "^staff:[1-9][0-9]*$"),
                        models.Q(("checked_by", models.F("recorded_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="consent_is_checked_by_another",
            ),
        ),
    ]
