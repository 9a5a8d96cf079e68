"""A reader is written to in the language in which she asked; those before in English."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("impact_pages", "0010_counted_by_a_publication"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="language",
            field=models.CharField(
                db_default="en", default="en", max_length=8, verbose_name="language"
            ),
        ),
    ]
