"""Up to which moment the reserve tells what it gave for payments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("impact_pages", "0011_language_of_readers"),
    ]

    operations = [
        migrations.AddField(
            model_name="fundbatch",
            name="reserve_as_of",
            field=models.DateTimeField(null=True),
        ),
    ]
