"""Amounts as people read them, the same in every language: what is charged is US dollars."""

from decimal import Decimal

from django import template

from nomi.platform.amounts import format_minor
from shop.money import to_minor

register = template.Library()


@register.filter
def money(minor: int, currency: str = "USD") -> str:
    """Write whole cents with their currency: ``1800|money`` is "$18.00"."""
    return format_minor(minor, currency)


@register.filter
def money_of(amount: Decimal, currency: str = "USD") -> str:
    """Write an amount of Oscar's with its currency: ``Decimal("18.00")|money_of`` is "$18.00"."""
    return format_minor(to_minor(amount), currency)
