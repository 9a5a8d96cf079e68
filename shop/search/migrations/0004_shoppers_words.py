"""What shoppers type and what they mean; a change to it is one to what they see."""

import django.core.validators
from django.db import migrations, models

FOLLOW = """
CREATE CONSTRAINT TRIGGER version_follows AFTER INSERT OR UPDATE OR DELETE ON shop_search_synonym
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_search_words_moved();
"""
HOLDS_A_WORD = django.core.validators.RegexValidator("[^\\W_]", "Write a word.")


class Migration(migrations.Migration):
    dependencies = [
        ("shop_search", "0003_cards_know_their_pictures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "typed",
                    models.CharField(
                        help_text="With a comma between them, in any language: tee, tshirt, camiseta. The plural with s is found too.",
                        max_length=500,
                        validators=[HOLDS_A_WORD],
                        verbose_name="what shoppers type",
                    ),
                ),
                (
                    "goods",
                    models.CharField(
                        blank=True,
                        help_text="Words of titles, categories, colours or descriptions, with a comma between them: rust, wine.",
                        max_length=200,
                        validators=[HOLDS_A_WORD],
                        verbose_name="what the goods say",
                    ),
                ),
                (
                    "page",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gift-card", "Gift card"),
                            ("give", "Give"),
                            ("delivery", "Delivery"),
                            ("returns", "Returns"),
                            ("contact", "Contact"),
                        ],
                        max_length=20,
                        verbose_name="page that it leads to",
                    ),
                ),
            ],
            options={
                "verbose_name": "shoppers' words",
                "verbose_name_plural": "shoppers' words",
                "ordering": ("typed",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("goods", ""), ("page", ""), _negated=True),
                        name="shoppers_words_lead_somewhere",
                        violation_error_message="Say what the goods say, or choose a page.",
                    )
                ],
            },
        ),
        migrations.RunSQL(FOLLOW, "DROP TRIGGER version_follows ON shop_search_synonym;"),
    ]
