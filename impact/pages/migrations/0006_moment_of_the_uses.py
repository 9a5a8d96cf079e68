"""Keep the moment that committed, paid and completed money speaks of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("impact_pages", "0005_card_of_the_totals"),
    ]

    operations = [
        migrations.AddField(
            model_name="fundbatch",
            name="uses_as_of",
            field=models.DateTimeField(null=True),
        ),
    ]
