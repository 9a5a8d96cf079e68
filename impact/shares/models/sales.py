"""Sales and the shares of their lines.

What was sold is final. What may still happen to a line only ever moves forward: pieces come back,
such a return turns out not to have happened, its share matures.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import FirmTrigger, changed, keep_rows, refuse, refuse_truncate
from impact.shares.models.policies import SharePolicy
from impact.shares.models.runs import MaturityRun

SNAPSHOT = (
    "id",
    "sale_id",
    "line_ref",
    "title",
    "sku",
    "quantity",
    "net_minor",
    "landed_unit_minor",
    "share_minor",
    "fund_minor",
    "reserve_minor",
    "policy_id",
    "alert",
    "matures_at",
)
"""Columns of a sold line that are final."""


class Sale(models.Model):
    """One paid order as impact knows it: its number and its money, nothing about the buyer."""

    order_number = models.CharField(max_length=128)
    request_hash = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    paid_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        constraints = [
            models.UniqueConstraint(name="order_is_sold_once", fields=["order_number"]),
            models.CheckConstraint(
                name="sale_amounts_are_not_negative",
                condition=Q(gross_minor__gte=0, shipping_minor__gte=0, tax_minor__gte=0),
            ),
        ]
        triggers = keep_rows(table="sale")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.order_number


class SaleLine(models.Model):
    """One order line and its share, as they were on the day of payment."""

    class Alert(models.TextChoices):
        """Why staff should look at a line without a share."""

        NONE = "", _("none")
        NO_LANDED_COST = "no_landed_cost", _("no landed cost recorded")
        SOLD_BELOW_COST = "sold_below_cost", _("sold below landed cost")

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines")
    line_ref = models.BigIntegerField()
    title = models.CharField(max_length=255)
    sku = models.CharField(max_length=128, blank=True)
    quantity = models.PositiveIntegerField()
    net_minor = models.BigIntegerField()
    landed_unit_minor = models.BigIntegerField(null=True, blank=True)
    share_minor = models.BigIntegerField()
    fund_minor = models.BigIntegerField()
    reserve_minor = models.BigIntegerField()
    policy = models.ForeignKey(SharePolicy, on_delete=models.PROTECT, related_name="+")
    alert = models.CharField(max_length=20, choices=Alert, blank=True)
    matures_at = models.DateTimeField()
    refunded_quantity = models.PositiveIntegerField(default=0)
    restored_quantity = models.PositiveIntegerField(default=0, db_default=0)
    maturity_run = models.ForeignKey(
        MaturityRun, on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )

    class Meta:
        verbose_name = _("share of an order line")
        verbose_name_plural = _("shares of order lines")
        constraints = [
            models.UniqueConstraint(name="order_line_is_sold_once", fields=["sale", "line_ref"]),
            models.CheckConstraint(name="sold_quantity_is_positive", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="share_is_fund_part_plus_reserve_part",
                condition=Q(share_minor=F("fund_minor") + F("reserve_minor")),
            ),
            models.CheckConstraint(
                name="share_parts_are_not_negative",
                condition=Q(net_minor__gte=0, fund_minor__gte=0, reserve_minor__gte=0),
            ),
            models.CheckConstraint(
                name="share_needs_a_markup_that_holds_it",
                condition=Q(share_minor=0)
                | Q(share_minor__lte=F("net_minor") - F("landed_unit_minor") * F("quantity")),
            ),
            models.CheckConstraint(
                name="refunded_quantity_is_within_the_line",
                condition=Q(refunded_quantity__lte=F("quantity") + F("restored_quantity")),
            ),
            models.CheckConstraint(
                name="restored_quantity_was_refunded_before",
                condition=Q(restored_quantity__lte=F("refunded_quantity")),
            ),
        ]
        indexes = [
            models.Index(
                name="share_waiting_to_mature",
                fields=["matures_at"],
                condition=Q(maturity_run__isnull=True),
            )
        ]
        triggers = [
            FirmTrigger(
                name="sale_line_only_moves_forward",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.maturity_run_id IS NOT NULL"
                    " AND NEW.maturity_run_id IS DISTINCT FROM OLD.maturity_run_id)"
                    " OR NEW.refunded_quantity < OLD.refunded_quantity"
                    " OR NEW.restored_quantity < OLD.restored_quantity OR "
                    + changed(*SNAPSHOT)
                    + ")"
                ),
                func=refuse(
                    "sale_line_only_moves_forward",
                    "Of a sold line only refunds, restorations and maturity may be added.",
                ),
            ),
            FirmTrigger(
                name="sale_line_is_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=refuse("sale_line_is_never_deleted", "A sold line is never deleted."),
            ),
            refuse_truncate(table="sale_line"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.sale_id}/{self.line_ref}"

    @property
    def taken_quantity(self) -> int:
        """The pieces whose share is taken back at present."""
        return self.refunded_quantity - self.restored_quantity

    @property
    def outstanding_minor(self) -> int:
        """The fund's part of the share that is not taken back."""
        return self.fund_minor - self.fund_minor * self.taken_quantity // self.quantity

    @property
    def markup_minor(self) -> int | None:
        """Net price less landed cost of the whole line; None when the cost is unknown."""
        if self.landed_unit_minor is None:
            return None
        return self.net_minor - self.landed_unit_minor * self.quantity
