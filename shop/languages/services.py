"""Keep the language of a new order."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from shop.languages.models import OrderLanguage


def keep_language(*, order: Any) -> None:
    """Keep the language of the page that places the order; the store's own needs no row.

    It is part of PLACE and of its transaction.
    """
    code = get_language() or settings.LANGUAGE_CODE
    if code != settings.LANGUAGE_CODE:
        OrderLanguage.objects.create(order=order, code=code)


@transaction.atomic
def forget_languages(*, order_ids: Iterable[int]) -> None:
    """Forget what these orders' buyers read: nobody is written to any more."""
    OrderLanguage.objects.filter(order_id__in=list(order_ids)).delete()
