"""The room's place in Django's app registry."""

from django.apps import AppConfig


class GiftCardsConfig(AppConfig):
    """Gift cards."""

    name = "shop.giftcards"
    label = "giftcards"

    def ready(self) -> None:
        """Tell the outbox how to write the mails."""
        from shop.giftcards.mails import register_mails

        register_mails()
