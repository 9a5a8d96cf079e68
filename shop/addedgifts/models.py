"""The gift that a shopper has laid into her basket."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.basket.beside import BesideBasket


class KeptGift(BesideBasket):
    """Cents for a purpose, and the name for the receipt where it is not that of the address."""

    life = timedelta(seconds=settings.OSCAR_BASKET_COOKIE_LIFETIME)
    """It lies there like goods: for as long as a browser knows the basket."""

    amount_minor = models.BigIntegerField(_("amount"))
    purpose = models.CharField(_("purpose"), max_length=40, blank=True)
    donor_name = models.CharField(_("name on the receipt"), max_length=100, blank=True)
    wished_in = models.ForeignKey("basket.Basket", on_delete=models.CASCADE, related_name="+")
    """The basket it was first laid into: once that is bought, it is wished no more."""

    class Meta:
        ordering = ("id",)
        verbose_name = _("gift in a basket")
        verbose_name_plural = _("gifts in baskets")
        constraints = (
            models.CheckConstraint(
                name="gift_in_a_basket_is_worth_money", condition=Q(amount_minor__gt=0)
            ),
        )
