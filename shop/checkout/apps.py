"""The fork's place in Django's app registry."""

from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """Oscar's own app under our name, with our classes."""

    name = "shop.checkout"
