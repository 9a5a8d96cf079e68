"""The room's place in Django's app registry."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """The double-entry kernel; it knows no women and no orders."""

    name = "impact.books"
    label = "books"
