"""Which orders staff took, and who."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CounterSale(models.Model):
    """One order that a member of staff took. `key` makes two presses of one form the same order."""

    class Method(models.TextChoices):
        """How it was to be paid when it was taken."""

        LINK = "link", _("payment link")
        CASH = "cash", _("cash")

    key = models.CharField(max_length=120, unique=True)
    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="counter_sale"
    )
    method = models.CharField(_("to be paid by"), max_length=8, choices=Method.choices)
    is_handed_over = models.BooleanField(_("handed over here"))
    """Whether the buyer takes the goods along, so that nothing of it is sent."""
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("taken by"),
    )
    taken_at = models.DateTimeField(_("taken at"))

    class Meta:
        ordering = ("-id",)
        verbose_name = _("order taken by staff")
        verbose_name_plural = _("orders taken by staff")
        constraints = (
            models.CheckConstraint(
                name="counter_sale_method_is_known", condition=Q(method__in=["link", "cash"])
            ),
            models.CheckConstraint(name="counter_sale_has_a_form_behind_it", condition=~Q(key="")),
        )
        triggers = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return str(self.order)
