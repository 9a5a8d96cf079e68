"""A card knows whether its picture exists as AVIF, and the picture's mean colour."""

from typing import Any

from django.db import migrations, models

WORDS = (
    ("picture_widths, document\n", "picture_widths, picture_has_avif, picture_tint, document\n"),
    (
        "picture_height, picture_widths, document)",
        "picture_height, picture_widths, picture_has_avif, picture_tint, document)",
    ),
    (
        "coalesce(i.widths, '{}'),",
        "coalesce(i.widths, '{}'), coalesce(i.has_avif, false), coalesce(i.tint, ''),",
    ),
    (
        "excluded.picture_widths, excluded.document)",
        "excluded.picture_widths, excluded.picture_has_avif, excluded.picture_tint, excluded.document)",
    ),
    ("pic.height, pic.widths\n", "pic.height, pic.widths, pic.has_avif, pic.tint\n"),
)
"""What the function that writes cards said, and what it says now."""
READ = "SELECT pg_get_functiondef('shop_search_refresh_cards'::regproc)"
REFRESH = """
    SELECT shop_search_refresh_cards(array_agg(product_id)) FROM shop_search_productcard
    HAVING count(*) > 0
"""


def teach(_apps: Any, editor: Any) -> None:
    """Let the function write two columns more, and write every card anew."""
    change(editor, WORDS)
    editor.execute(REFRESH)


def unteach(_apps: Any, editor: Any) -> None:
    """Take both columns out of the function again."""
    change(editor, [(new, old) for old, new in reversed(WORDS)])


def change(editor: Any, words: Any) -> None:
    """Write the function anew with other words; refuse where one of them is not there once."""
    with editor.connection.cursor() as cursor:
        cursor.execute(READ)
        text = cursor.fetchone()[0]
    for old, new in words:
        if text.count(old) != 1:
            raise RuntimeError(f"shop_search_refresh_cards says {old!r} not once.")
        text = text.replace(old, new)
    editor.execute(text, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("shop_search", "0002_cards_keep_themselves"),
        ("pictures", "0002_avif_and_share_drawings"),
    ]

    operations = [
        migrations.AddField(
            model_name="productcard",
            name="picture_has_avif",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="is there as AVIF too"
            ),
        ),
        migrations.AddField(
            model_name="productcard",
            name="picture_tint",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=7, verbose_name="mean colour"
            ),
        ),
        migrations.RunPython(teach, unteach),
    ]
