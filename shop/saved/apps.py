"""The room's place in Django's app registry."""

from django.apps import AppConfig


class SavedConfig(AppConfig):
    """The wish lists."""

    name = "shop.saved"
    label = "saved"

    def ready(self) -> None:
        """Connect what happens on signing in."""
        from shop.saved import receivers  # noqa: F401 - connects itself
