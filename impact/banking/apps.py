"""The room's place in Django's app registry."""

from django.apps import AppConfig


class BankingConfig(AppConfig):
    """Payment files for the bank, and its statements."""

    name = "impact.banking"
    label = "banking"
