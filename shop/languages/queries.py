"""Speak to a buyer in her language."""

from typing import Any

from django.conf import settings
from django.utils.translation import override

from nomi.platform.paper import find_unprintable
from shop.languages.models import OrderLanguage


def get_language_of(*, order: Any) -> str:
    """Return the code of the language to write to the buyer in. One query.

    The store's own for an order that was placed in it, and for one whose language is not spoken
    here any more.
    """
    kept = OrderLanguage.objects.filter(order_id=order.pk).values_list("code", flat=True).first()
    return kept if kept in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def get_printable_language_of(*, order: Any) -> str:
    """Return the code of the language for the buyer's papers. One query.

    The store's own where papers cannot set the letters of the buyer's, its own name among them.
    """
    code = get_language_of(order=order)
    name = str(dict(settings.LANGUAGES)[code])
    return settings.LANGUAGE_CODE if find_unprintable(name) else code


def speak_to_buyer(order: Any) -> override:
    """Return the context in which words, days and links are those of the buyer's language."""
    return override(get_language_of(order=order))
