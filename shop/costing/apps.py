"""The room's place in Django's app registry."""

from django.apps import AppConfig


class CostingConfig(AppConfig):
    """Landed cost per stock record, with an effective date."""

    name = "shop.costing"
    label = "costing"
