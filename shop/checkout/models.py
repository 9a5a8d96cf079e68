"""What a shopper has filled in on the way to an order, until she pays or its time has gone."""

from datetime import timedelta

from django.conf import settings
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


class KeptDestination(BesideBasket):
    """Where the basket's page shows the delivery to."""

    life = timedelta(seconds=settings.OSCAR_BASKET_COOKIE_LIFETIME)
    """As long as a browser knows the basket."""

    country_code = models.CharField(_("country"), max_length=2)
    postcode = models.CharField(_("postal code"), max_length=16, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("destination of a basket")
        verbose_name_plural = _("destinations of baskets")
