"""The room's place in Django's app registry."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """A shopper's data: taken along, or erased."""

    name = "shop.privacy"
    label = "privacy"
