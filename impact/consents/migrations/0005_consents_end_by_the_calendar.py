"""Three years after she said yes is the same day of the calendar, whatever leap day lies between."""

from django.db import migrations, models

RULE = "consent_ends_within_three_years"


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0004_flags_are_closed_by_two"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="consent", name=RULE),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                name=RULE,
                condition=models.Q(
                    expires_at__gt=models.F("given_at"),
                    expires_at__lte=models.Func(
                        models.F("given_at"),
                        template=(
                            "(%(expressions)s AT TIME ZONE 'UTC' + interval '3 years')"
                            " AT TIME ZONE 'UTC'"
                        ),
                        output_field=models.DateTimeField(),
                    ),
                ),
            ),
        ),
    ]
