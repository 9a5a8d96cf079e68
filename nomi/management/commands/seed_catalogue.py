"""Fill the catalogue with a crowd of products, to measure with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from nomi.demo.crowd import seed_crowd

DEFAULT_PRODUCTS = 20_000


class Command(BaseCommand):
    """Add invented products until there are as many as wanted."""

    help = "Add invented products until the catalogue holds --products of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--products", type=int, default=DEFAULT_PRODUCTS)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seed_crowd(products=options['products'])} products added")
