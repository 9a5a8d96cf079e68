"""The room's place in Django's app registry."""

from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    """Home, catalogue and product pages."""

    name = "shop.storefront"
    label = "storefront"
