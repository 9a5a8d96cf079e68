"""Write every product's row in lists and search anew."""

from typing import Any

from django.core.management.base import BaseCommand

from shop.search.services import rebuild_cards


class Command(BaseCommand):
    """For use after work on the database that went round its triggers."""

    help = "Write every product's row in lists and search anew."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild_cards()} products changed in lists")
