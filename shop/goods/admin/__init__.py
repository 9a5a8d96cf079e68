"""Staff screens of the catalogue."""

from shop.goods.admin import categories, products  # noqa: F401 - registers the screens
