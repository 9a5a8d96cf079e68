"""One wish as a row, there until its mail has left."""

import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def make_email_key(email: str) -> str:
    """Return what stands for an address in links and counts."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


class StockWish(models.Model):
    """Somebody asks for one mail when a product is back. Deleted once the mail has left."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="stock_wishes"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="stock_wishes"
    )
    email = models.EmailField(_("e-mail"))
    email_key = models.CharField(max_length=64, editable=False, db_index=True)
    language = models.CharField(_("language"), max_length=8, default="en", db_default="en")
    """That of the page on which it was asked; the mail is written in it."""
    created_at = models.DateTimeField(_("asked at"))
    told_at = models.DateTimeField(_("mail owed since"), null=True, blank=True)

    class Meta:
        verbose_name = _("wish for sold-out goods")
        verbose_name_plural = _("wishes for sold-out goods")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                name="one_open_wish_per_product_and_address",
                fields=("product", "email_key"),
                condition=Q(told_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        """Name the wish by its product, never by its address."""
        return str(self.product_id)
