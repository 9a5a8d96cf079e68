"""A batch tells the number of accounts once a publication has; those before told a day's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("impact_pages", "0009_jobs_from_eleven_too"),
    ]

    operations = [
        migrations.AddField(
            model_name="fundbatch",
            name="is_counted",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
