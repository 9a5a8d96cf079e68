"""Pages are kept here as they are in the storefront."""

from tests.shop.storefront.conftest import kept

__all__ = ["kept"]
