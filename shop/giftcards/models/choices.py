"""The gift card that a shopper means to pay with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.basket.beside import BesideBasket


class KeptCard(BesideBasket):
    """A card, and under which of its codes it was chosen: never the code."""

    leads = ("card",)

    card = models.ForeignKey("giftcards.GiftCard", on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField(_("code number"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("gift card at a basket")
        verbose_name_plural = _("gift cards at baskets")
