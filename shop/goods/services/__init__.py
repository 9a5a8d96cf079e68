"""What staff do with the catalogue beyond the product's own page."""

from shop.goods.services.cloning import CloneRefused, clone_product

__all__ = ["CloneRefused", "clone_product"]
