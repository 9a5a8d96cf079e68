"""The room's place in Django's app registry."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """What search engines and feed readers find."""

    name = "shop.feeds"
    label = "feeds"
