"""The fork's place in Django's app registry."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    """Oscar's own app under our name, with our classes."""

    name = "shop.order"
