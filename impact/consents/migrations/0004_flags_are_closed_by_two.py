"""A flag is closed by another than who asks for it; pages follow the check of a shelter too."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import impact.books.triggers

FOLLOW = """
DROP TRIGGER pages_follow_standing ON participants_participant;
CREATE TRIGGER pages_follow_standing AFTER UPDATE ON participants_participant
    FOR EACH ROW WHEN (
        (OLD.adult_checked_on, OLD.shelter_asked_on, OLD.sheltered_from, OLD.sheltered_until,
         OLD.shelter_checked_by)
        IS DISTINCT FROM
        (NEW.adult_checked_on, NEW.shelter_asked_on, NEW.sheltered_from, NEW.sheltered_until,
         NEW.shelter_checked_by))
    EXECUTE FUNCTION consents_tell_change();
"""
AS_BEFORE = """
DROP TRIGGER pages_follow_standing ON participants_participant;
CREATE TRIGGER pages_follow_standing AFTER UPDATE ON participants_participant
    FOR EACH ROW WHEN (
        (OLD.adult_checked_on, OLD.shelter_asked_on, OLD.sheltered_from, OLD.sheltered_until)
        IS DISTINCT FROM
        (NEW.adult_checked_on, NEW.shelter_asked_on, NEW.sheltered_from, NEW.sheltered_until))
    EXECUTE FUNCTION consents_tell_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0003_consents_are_checked"),
        ("participants", "0006_shelters_are_checked"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="safetyflag",
            name="safety_flag_ends_once",
        ),
        migrations.RemoveConstraint(
            model_name="safetyflag",
            name="safety_flag_is_closed_by_a_person_with_a_reason",
        ),
        migrations.AddField(
            model_name="safetyflag",
            name="lifting_asked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closing asked for"),
        ),
        migrations.AddField(
            model_name="safetyflag",
            name="lifting_asked_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="safetyflag",
            trigger=pgtrigger.compiler.Trigger(
                name="safety_flag_is_closed_by_another",
                sql=impact.books.triggers.FirmTriggerSql(
                    func="\n        IF OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL\n           AND (OLD.lifting_asked_by IN ('', NEW.closed_by) OR ((OLD.lifting_asked_by, OLD.lifting_asked_at, OLD.closing_reason) IS DISTINCT FROM (NEW.lifting_asked_by, NEW.lifting_asked_at, NEW.closing_reason)))\n        THEN\n            RAISE EXCEPTION 'One person asks, another closes it.' USING ERRCODE = '23514', CONSTRAINT = 'safety_flag_is_closed_by_another';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="f49e409fac2a8cc7e33fc4349541294296847a96",
                    operation="UPDATE",
                    pgid="pgtrigger_safety_flag_is_closed_by_another_98557",
                    table="consents_safetyflag",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="safetyflag",
            trigger=pgtrigger.compiler.Trigger(
                name="safety_flag_ends_once",
                sql=impact.books.triggers.FirmTriggerSql(
                    func="\n                IF ((OLD.id, OLD.uid, OLD.account_code, OLD.reason, OLD.opened_by, OLD.opened_at) IS DISTINCT FROM (NEW.id, NEW.uid, NEW.account_code, NEW.reason, NEW.opened_by, NEW.opened_at)) OR (OLD.closed_at IS NOT NULL AND ((OLD.closed_at, OLD.closed_by, OLD.lifting_asked_by, OLD.lifting_asked_at, OLD.closing_reason) IS DISTINCT FROM (NEW.closed_at, NEW.closed_by, NEW.lifting_asked_by, NEW.lifting_asked_at, NEW.closing_reason))) THEN\n                    RAISE EXCEPTION 'A safety flag stays as written and ends once.' USING ERRCODE = '23514', CONSTRAINT = 'safety_flag_ends_once';\n                END IF;\n                RETURN NEW;\n            ",
                    hash="09a47659cfca0a33b342399eca27125d0cc47bbd",
                    operation="UPDATE",
                    pgid="pgtrigger_safety_flag_ends_once_abe22",
                    table="consents_safetyflag",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyflag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by", "")),
                    models.Q(
                        ("closed_at__gte", models.F("opened_at")),
                        ("closed_by__regex", "^staff:[1-9][0-9]*$"),
                        models.Q(("closing_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="safety_flag_is_closed_by_a_person_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyflag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lifting_asked_at__isnull", True),
                        ("lifting_asked_by", ""),
                        models.Q(
                            ("closing_reason", ""), ("closed_at__isnull", False), _connector="OR"
                        ),
                    ),
                    models.Q(
                        ("lifting_asked_at__gte", models.F("opened_at")),
                        ("lifting_asked_by__regex", "^staff:[1-9][0-9]*$"),
                        models.Q(("closing_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="closing_a_safety_flag_is_asked_for_with_a_reason",
            ),
        ),
        migrations.RunSQL(FOLLOW, AS_BEFORE),
    ]
