"""The room's place in Django's app registry."""

from django.apps import AppConfig


class CurrenciesConfig(AppConfig):
    """Exchange rates by day."""

    name = "shop.currencies"
    label = "currencies"
