"""Read a wish list."""

from shop.saved.models import SavedProduct


def list_saved(*, user_id: int) -> list[int]:
    """Return the products on an account's list, the latest first. One query."""
    rows = SavedProduct.objects.filter(user_id=user_id)
    return list(rows.values_list("product_id", flat=True))
