"""The room's place in Django's app registry."""

from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    """Parcels with their carriers, and pieces taken out of an order."""

    name = "shop.fulfilment"
    label = "fulfilment"

    def ready(self) -> None:
        """Tell the outbox how to write the mails about parcels."""
        from shop.fulfilment.mails import register_mails

        register_mails()
