"""The room's place in Django's app registry."""

from django.apps import AppConfig


class AddedGiftsConfig(AppConfig):
    """Gifts that are added to orders."""

    name = "shop.addedgifts"
    label = "addedgifts"

    def ready(self) -> None:
        """Connect what happens when an order is paid."""
        from shop.addedgifts import receivers  # noqa: F401 - connects itself
