"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Consents, withdrawals and safety flags."""

    name = "impact.consents"
    label = "consents"
