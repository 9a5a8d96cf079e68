import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("basket", "0012_line_code"),
        ("checkout", "0002_beside_the_basket"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptDestination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kept_at", models.DateTimeField()),
                ("country_code", models.CharField(max_length=2, verbose_name="country")),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=16, verbose_name="postal code"),
                ),
                (
                    "basket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s",
                        to="basket.basket",
                    ),
                ),
            ],
            options={
                "verbose_name": "destination of a basket",
                "verbose_name_plural": "destinations of baskets",
                "ordering": ("id",),
            },
        ),
    ]
