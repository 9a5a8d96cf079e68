"""One product on an account's wish list."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedProduct(models.Model):
    """A product that a shopper with an account wishes for; it goes with either."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_products"
    )
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="saved_by"
    )
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("product on a wish list")
        verbose_name_plural = _("products on wish lists")
        ordering = ("-saved_at", "-id")
        constraints = (
            models.UniqueConstraint(
                name="one_product_stands_once_on_a_wish_list", fields=("user", "product")
            ),
        )

    def __str__(self) -> str:
        """Name the product by its number, never who wishes for it."""
        return str(self.product_id)
