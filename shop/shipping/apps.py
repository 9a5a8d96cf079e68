"""The fork's place in Django's app registry."""

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    """Oscar's own app under our name, with our classes."""

    name = "shop.shipping"
