"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ShopSearchConfig(AppConfig):
    """Search over the catalogue on PostgreSQL full text."""

    name = "shop.search"
    label = "shop_search"
