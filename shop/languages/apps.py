"""The room's place in Django's app registry."""

from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    """The languages in which orders were placed."""

    name = "shop.languages"
    label = "languages"
