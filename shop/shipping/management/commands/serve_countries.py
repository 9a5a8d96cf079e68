"""Write down the countries we deliver to."""

from typing import Any

from django.core.management.base import BaseCommand

from shop.shipping.services import serve_countries


class Command(BaseCommand):
    """Write down the countries we deliver to; those there already stay as they are."""

    help = "Write down the countries we deliver to. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{serve_countries()} countries are new.")
