"""Find the stock records of what is sold."""

from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model


def find_on_show() -> Any:
    """Return the stock records of goods that shoppers see, each with its product and parent."""
    is_shown = Q(product__parent=None) | Q(product__parent__is_public=True)
    records = get_model("partner", "StockRecord").objects.filter(is_shown, product__is_public=True)
    return records.select_related("product__parent")
