"""The room's place in Django's app registry."""

from django.apps import AppConfig


class WishesConfig(AppConfig):
    """Wishes for goods that are sold out."""

    name = "shop.wishes"
    label = "wishes"

    def ready(self) -> None:
        """Tell the outbox how to write the mail."""
        from shop.wishes.mails import register_mails

        register_mails()
