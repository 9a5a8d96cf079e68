"""The room's place in Django's app registry."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """Orders that staff take for a buyer, paid by a link or in cash."""

    name = "shop.counter"
    label = "counter"
