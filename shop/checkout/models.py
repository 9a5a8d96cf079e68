"""What a shopper has filled in on the way to an order, until she pays or a day has gone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptDraft(models.Model):
    """The draft of the order that a basket may become; whoever holds the basket may read it.

    It stands beside the basket and not in the session, so that one who loses her session half-way
    finds it again. It goes with the basket, when the order is paid, and after a day (`draft.LIFE`).
    """

    basket = models.OneToOneField("basket.Basket", on_delete=models.CASCADE, related_name="draft")
    told = models.JSONField(_("what she told us"))
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("draft of an order")
        verbose_name_plural = _("drafts of orders")

    def __str__(self) -> str:
        """Name the basket, never what was filled in."""
        return str(self.basket_id)
