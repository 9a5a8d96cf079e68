"""The room's place in Django's app registry."""

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    """Partner enterprises and the batches they make."""

    name = "impact.supply"
    label = "supply"
