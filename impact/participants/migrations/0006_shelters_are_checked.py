"""An answer about a shelter counts once a second person has checked it; those before wait."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import impact.books.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0005_months_from_the_record"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="shelter_answered_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        migrations.AddField(
            model_name="participant",
            name="shelter_checked_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participant",
            trigger=pgtrigger.compiler.Trigger(
                name="answer_about_a_shelter_is_checked_anew",
                sql=impact.books.triggers.FirmTriggerSql(
                    func="\n            IF NEW.shelter_checked_by <> '' AND (TG_OP = 'INSERT' OR ((OLD.sheltered_from, OLD.sheltered_until, OLD.shelter_answered_by) IS DISTINCT FROM (NEW.sheltered_from, NEW.sheltered_until, NEW.shelter_answered_by))) THEN\n                RAISE EXCEPTION 'Another answer is unchecked.' USING ERRCODE = '23514', CONSTRAINT = 'answer_about_a_shelter_is_checked_anew';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="c6ad6acbd8b544f764223b7f565706bb845f7bf2",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_answer_about_a_shelter_is_checked_anew_700b5",
                    table="participants_participant",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shelter_checked_by", ""),
                    models.Q(
                        ("shelter_answered_by__regex", "^staff:[1-9][0-9]*$"),
                        ("shelter_checked_by__regex", "^staff:[1-9][0-9]*$"),
                        models.Q(
                            ("shelter_checked_by", models.F("shelter_answered_by")), _negated=True
                        ),
                    ),
                    _connector="OR",
                ),
                name="answer_about_a_shelter_is_checked_by_another",
            ),
        ),
    ]
