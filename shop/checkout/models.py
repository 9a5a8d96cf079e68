"""What a shopper has filled in on the way to an order, until she pays or a day has gone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.basket.beside import BesideBasket


class KeptDraft(BesideBasket):
    """The draft of the order: e-mail, address, way of delivery, note and wrap."""

    told = models.JSONField(_("what she told us"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("draft of an order")
        verbose_name_plural = _("drafts of orders")
