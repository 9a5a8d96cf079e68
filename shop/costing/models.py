"""What one piece costs us until it lies in our store room, and what it cost when it was sold."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LandedCost(models.Model):
    """The landed cost of one piece of a stock record from a day on (DOMAIN.md, rule 2)."""

    stockrecord = models.ForeignKey(
        "partner.StockRecord",
        on_delete=models.PROTECT,
        related_name="landed_costs",
        verbose_name=_("stock record"),
    )
    effective_on = models.DateField(_("valid from"))
    purchase_minor = models.IntegerField(_("paid to the partner enterprise, cents"))
    freight_minor = models.IntegerField(_("freight, cents"))
    duty_minor = models.IntegerField(_("duty, cents"))
    handling_minor = models.IntegerField(_("inbound handling, cents"))

    class Meta:
        verbose_name = _("landed cost")
        verbose_name_plural = _("landed costs")
        ordering = ("stockrecord", "-effective_on")
        constraints = (
            models.UniqueConstraint(
                fields=("stockrecord", "effective_on"),
                name="stock_record_has_one_landed_cost_a_day",
            ),
            models.CheckConstraint(
                name="landed_cost_parts_are_not_negative",
                condition=Q(
                    purchase_minor__gte=0,
                    freight_minor__gte=0,
                    duty_minor__gte=0,
                    handling_minor__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="landed_cost_is_positive",
                condition=Q(
                    purchase_minor__gt=-(F("freight_minor") + F("duty_minor") + F("handling_minor"))
                ),
            ),
        )

    def __str__(self) -> str:
        """Name the day, for lists."""
        return f"{self.landed_minor} cents from {self.effective_on}"

    @property
    def landed_minor(self) -> int:
        """The four parts together, in cents a piece."""
        return self.purchase_minor + self.freight_minor + self.duty_minor + self.handling_minor


class LineCost(models.Model):
    """The landed cost of one piece of an order line, frozen on the day it was ordered."""

    line = models.OneToOneField(
        "order.Line",
        on_delete=models.PROTECT,
        related_name="cost",
        primary_key=True,
        verbose_name=_("order line"),
    )
    landed_unit_minor = models.IntegerField(_("landed cost of one piece, cents"))

    class Meta:
        verbose_name = _("cost of an order line")
        verbose_name_plural = _("costs of order lines")
        constraints = (
            models.CheckConstraint(
                name="frozen_landed_cost_is_positive", condition=Q(landed_unit_minor__gt=0)
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="frozen_cost_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Name the amount, for lists."""
        return f"{self.landed_unit_minor} cents"
