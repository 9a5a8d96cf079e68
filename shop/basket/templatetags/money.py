"""Cents as people read them."""

from django import template

from shop.money import format_minor

register = template.Library()


@register.filter
def money(minor: int, currency: str = "USD") -> str:
    """Write whole cents with their currency: ``1800|money`` is "$18.00"."""
    return format_minor(minor, currency)
