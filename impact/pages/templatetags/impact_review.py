"""The words that stand on public pages while the books are under review."""

from typing import Any

from django import template

from impact.books.halts import find_halts

register = template.Library()


@register.inclusion_tag("impact/_under_review.html")
def under_review() -> dict[str, Any]:
    """Say that the figures are under review while a halt is open; nothing otherwise."""
    return {"is_halted": bool(find_halts())}
