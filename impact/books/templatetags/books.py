"""Amounts and bars on the screens of the books."""

from django import template

from nomi.platform.amounts import format_minor

register = template.Library()

HALF = 90
"""Length of the longest bar to either side of the middle."""


@register.filter
def money(amount_minor: int | None, currency: str = "USD") -> str:
    """Write cents; nothing for None."""
    return "" if amount_minor is None else format_minor(amount_minor, currency)


@register.filter
def opposite(amount_minor: int) -> int:
    """Turn a credit into a positive amount."""
    return -amount_minor


@register.inclusion_tag("admin/books/_bar.html")
def balance_bar(*, balance_minor: int, largest_minor: int) -> dict[str, int | bool]:
    """Draw a balance: debits solid to the right, credits hollow to the left, so grey is enough."""
    length = abs(balance_minor) * HALF // largest_minor if largest_minor else 0
    length = max(length, 1) if balance_minor else 0
    is_debit = balance_minor > 0
    return {
        "left": HALF if is_debit else HALF - length,
        "length": length,
        "is_debit": is_debit,
        "middle": HALF,
        "width": 2 * HALF,
    }
