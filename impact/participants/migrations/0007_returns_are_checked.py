"""Back from where nothing of her is shown she is shown again once another has checked it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import impact.books.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0006_shelters_are_checked"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="statuschange",
            name="status_change_rows_are_final",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="statuschange",
            name="status_change_goes_on_from_the_last",
        ),
        migrations.AddField(
            model_name="statuschange",
            name="checked_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statuschange",
            trigger=pgtrigger.compiler.Trigger(
                name="status_change_begins_unchecked",
                sql=impact.books.triggers.FirmTriggerSql(
                    condition="WHEN (NEW.checked_by <> '')",
                    func="RAISE EXCEPTION 'Another person checks it later.' USING ERRCODE = '23514', CONSTRAINT = 'status_change_begins_unchecked';",
                    hash="fccb7c1e585f3e10278b6f96b0381d564001d704",
                    operation="INSERT",
                    pgid="pgtrigger_status_change_begins_unchecked_2b33e",
                    table="participants_statuschange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statuschange",
            trigger=pgtrigger.compiler.Trigger(
                name="status_change_is_checked_once",
                sql=impact.books.triggers.FirmTriggerSql(
                    condition='WHEN (OLD.checked_by <> \'\' OR ((OLD.id, OLD.account_id, OLD.from_status, OLD.to_status, OLD."on", OLD.reason, OLD.changed_by, OLD.at) IS DISTINCT FROM (NEW.id, NEW.account_id, NEW.from_status, NEW.to_status, NEW."on", NEW.reason, NEW.changed_by, NEW.at)))',
                    func="RAISE EXCEPTION 'It stays as written and is checked once.' USING ERRCODE = '23514', CONSTRAINT = 'status_change_is_checked_once';",
                    hash="802940dffe9301e4ef143dcc3b5fb35fe4dd74bc",
                    operation="UPDATE",
                    pgid="pgtrigger_status_change_is_checked_once_994d0",
                    table="participants_statuschange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statuschange",
            trigger=pgtrigger.compiler.Trigger(
                name="status_change_is_never_deleted",
                sql=impact.books.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'The history of a status is kept.' USING ERRCODE = '23514', CONSTRAINT = 'status_change_is_never_deleted';",
                    hash="a869fb54bea603060810d013c90059e0cbabc0d2",
                    operation="DELETE",
                    pgid="pgtrigger_status_change_is_never_deleted_47e7f",
                    table="participants_statuschange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statuschange",
            trigger=pgtrigger.compiler.Trigger(
                name="status_change_goes_on_from_the_last",
                sql=impact.books.triggers.FirmTriggerSql(
                    declare="DECLARE stands text; opened date; latest date; writer text;",
                    func="\n            SELECT status, opened_on INTO stands, opened\n              FROM public.participants_trainingaccount WHERE id = NEW.account_id FOR UPDATE;\n            SELECT max(\"on\") INTO latest\n              FROM public.participants_statuschange WHERE account_id = NEW.account_id;\n            SELECT changed_by INTO writer FROM public.participants_statuschange\n             WHERE account_id = NEW.account_id ORDER BY id DESC LIMIT 1;\n            IF NEW.from_status = '' AND NEW.to_status <> stands\n               OR NEW.from_status <> '' AND NEW.from_status <> stands\n               OR NEW.from_status <> '' AND latest IS NULL THEN\n                RAISE EXCEPTION 'The status is another by now.' USING ERRCODE = '23514', CONSTRAINT = 'status_change_goes_on_from_the_last';\n            END IF;\n            IF stands = 'closed' AND NEW.from_status <> '' THEN\n                RAISE EXCEPTION 'A closed account stays closed.' USING ERRCODE = '23514', CONSTRAINT = 'closed_account_stays_closed';\n            END IF;\n            IF NEW.to_status = 'closed' AND (\n                NEW.from_status IN ('', 'active', 'follow_up', 'paused')\n                OR NEW.changed_by = writer) THEN\n                RAISE EXCEPTION 'Another closes than who wrote it.' USING ERRCODE = '23514', CONSTRAINT = 'account_is_closed_by_another';\n            END IF;\n            IF NEW.\"on\" < COALESCE(latest, opened) THEN\n                RAISE EXCEPTION 'The day is before the last one.' USING ERRCODE = '23514', CONSTRAINT = 'status_change_is_not_before_the_last';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="461221dc6aca4c63d4df1732e78e32d9d78c3bd3",
                    operation="INSERT",
                    pgid="pgtrigger_status_change_goes_on_from_the_last_7a0c4",
                    table="participants_statuschange",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="statuschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by", ""),
                    models.Q(
                        ("checked_by__regex", "^staff:[1-9][0-9]*$"),
                        models.Q(("checked_by", models.F("changed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="return_is_checked_by_another",
            ),
        ),
    ]
