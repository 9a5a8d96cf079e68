"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """Returns of pieces that had left."""

    name = "shop.returns"
    label = "returns"

    def ready(self) -> None:
        """Tell the outbox how to write the mails about returns."""
        from shop.returns.mails import register_mails

        register_mails()
