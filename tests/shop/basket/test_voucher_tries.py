"""Voucher codes cannot be guessed by trying."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from shop.basket.services import CodeRefused, add_voucher


def test_voucher_guessing_ends_before_the_database_is_asked(settings: Any) -> None:
    cache.clear()
    settings.SHOP_VOUCHER_TRIES_PER_HOUR = 0
    basket = SimpleNamespace(pk=4711)

    with pytest.raises(CodeRefused, match="Too many codes"):
        add_voucher(basket=basket, code="TEN", user=None, now=timezone.now())
