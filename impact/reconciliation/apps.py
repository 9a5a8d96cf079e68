"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """Daily comparison of the books with Stripe and the bank; what differs."""

    name = "impact.reconciliation"
    label = "reconciliation"
