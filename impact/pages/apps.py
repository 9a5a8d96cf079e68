"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ImpactPagesConfig(AppConfig):
    """Public impact pages, read from batches."""

    name = "impact.pages"
    label = "impact_pages"
