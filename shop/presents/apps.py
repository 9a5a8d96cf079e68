"""The room's place in Django's app registry."""

from django.apps import AppConfig


class PresentsConfig(AppConfig):
    """What goes into the parcel of a present."""

    name = "shop.presents"
    label = "presents"
