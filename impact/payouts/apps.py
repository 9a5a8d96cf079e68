"""The room's place in Django's app registry."""

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """Training providers, draw requests, approvals and payouts."""

    name = "impact.payouts"
    label = "payouts"
