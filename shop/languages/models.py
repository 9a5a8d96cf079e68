"""The language in which an order was placed."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OrderLanguage(models.Model):
    """The language of an order that was placed in another one than the store's own.

    Its mails are written in it. Written with the order and not changed any more.
    """

    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, related_name="language", primary_key=True
    )
    code = models.CharField(_("language"), max_length=8)

    class Meta:
        verbose_name = _("language of an order")
        verbose_name_plural = _("languages of orders")
        constraints = (
            models.CheckConstraint(name="language_of_an_order_is_named", condition=~Q(code="")),
        )
        triggers = (
            pgtrigger.Protect(name="language_of_an_order_stays", operation=pgtrigger.Update),
        )

    def __str__(self) -> str:
        """Return the language's code."""
        return self.code
