"""Keep posting on the indexes.

The function's plans are made when the tables are small, where reading them whole looks cheap, and
are then kept for the life of a connection. These settings hold inside the function only.
"""

from django.db import migrations

SETTINGS = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")


class Migration(migrations.Migration):
    dependencies = [("books", "0002_posting")]

    operations = [
        migrations.RunSQL(
            [f"ALTER FUNCTION books_post(jsonb) SET {name} = off" for name in SETTINGS],
            [f"ALTER FUNCTION books_post(jsonb) RESET {name}" for name in SETTINGS],
        )
    ]
