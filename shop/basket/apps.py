"""The fork's place in Django's app registry."""

from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    """Oscar's own app under our name, with our classes."""

    name = "shop.basket"
