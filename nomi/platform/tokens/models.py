"""A private link's row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PrivateToken(models.Model):
    """Opens one thing for whoever holds the link. The token itself is never stored."""

    purpose = models.CharField(_("purpose"), max_length=30)
    reference = models.CharField(_("reference"), max_length=64)
    nonce = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("expires at"))

    class Meta:
        verbose_name = _("private link")
        verbose_name_plural = _("private links")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "reference"], name="one_link_per_purpose_and_reference"
            ),
        ]

    def __str__(self) -> str:
        """Name the link by its purpose, never by its token."""
        return f"{self.purpose} {self.reference}"
