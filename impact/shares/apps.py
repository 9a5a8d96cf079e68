"""The room's place in Django's app registry."""

from django.apps import AppConfig


class SharesConfig(AppConfig):
    """Share policy, shares of order lines, the Training Fund, allocation runs and the reserve."""

    name = "impact.shares"
    label = "shares"
