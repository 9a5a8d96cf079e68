"""The room's place in Django's app registry."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """Stock that is held for orders: never more than there is."""

    name = "shop.stock"
    label = "stock"
