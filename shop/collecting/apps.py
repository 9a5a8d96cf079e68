"""The room's place in Django's app registry."""

from django.apps import AppConfig


class CollectingConfig(AppConfig):
    """Events at which orders are collected."""

    name = "shop.collecting"
    label = "collecting"

    def ready(self) -> None:
        """Tell the outbox how to write our mail, and hear of payments that come too late."""
        from shop.collecting import receivers  # noqa: F401 - connects itself
        from shop.collecting.mails import register_mails

        register_mails()
