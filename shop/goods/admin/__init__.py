"""Staff screens of the catalogue."""

from shop.goods.admin import categories, choices, products  # noqa: F401 - registers the screens
