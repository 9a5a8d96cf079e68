"""The fork's place in Django's app registry."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    """Oscar's own app under our name, with our classes."""

    name = "shop.order"

    def ready(self) -> None:
        """Tell the outbox how to write the order mails."""
        from shop.order.mails import register_mails

        super().ready()
        register_mails()
