"""Make the kinds of goods, their colours and sizes, and the store room."""

from typing import Any

from django.core.management.base import BaseCommand

from shop.goods.services import make_kinds


class Command(BaseCommand):
    """Make what goods stand on; what is there already stays as it is."""

    help = "Make the kinds of goods with their attributes. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{make_kinds()} kinds of goods are new.")
