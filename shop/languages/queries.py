"""Speak to a buyer in her language."""

from typing import Any

from django.conf import settings
from django.utils.translation import override

from shop.languages.models import OrderLanguage


def get_language_of(*, order: Any) -> str:
    """Return the code of the language to write to the buyer in. One query.

    The store's own for an order that was placed in it, and for one whose language is not spoken
    here any more.
    """
    kept = OrderLanguage.objects.filter(order_id=order.pk).values_list("code", flat=True).first()
    return kept if kept in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def speak_to_buyer(order: Any) -> override:
    """Return the context in which words, days and links are those of the buyer's language."""
    return override(get_language_of(order=order))
