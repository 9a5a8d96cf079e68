"""What took a sale's money or pieces back, and what was given back again after all."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.shares.models.sales import Sale, SaleLine


class SaleRefund(models.Model):
    """A refund, a chargeback or a lost parcel of a sale; each knows its own id."""

    class Kind(models.TextChoices):
        """What happened; of a lost parcel no money moves."""

        REFUND = "refund", _("refund")
        CHARGEBACK = "chargeback", _("chargeback")
        LOST_PARCEL = "lost_parcel", _("lost parcel")

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.REFUND, db_default="refund")
    refund_id = models.CharField(max_length=128)
    request_hash = models.CharField(max_length=64)
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="refunds")
    gross_minor = models.BigIntegerField()
    refunded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("refund of a sale")
        verbose_name_plural = _("refunds of sales")
        constraints = [
            models.UniqueConstraint(name="refund_is_recorded_once", fields=["refund_id"]),
            models.CheckConstraint(
                name="refund_kind_is_known",
                condition=Q(kind__in=("refund", "chargeback", "lost_parcel")),
            ),
            models.CheckConstraint(
                name="lost_parcel_moves_no_money",
                condition=~Q(kind="lost_parcel") | Q(gross_minor=0),
            ),
        ]
        triggers = keep_rows(table="sale_refund")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.refund_id


class ShareReversal(models.Model):
    """What a refund took back of one line's share, and who bore it.

    Of `quantity` pieces the share of `covered_quantity` had been taken back before, because their
    parcel was lost or their payment disputed.
    """

    refund = models.ForeignKey(SaleRefund, on_delete=models.PROTECT, related_name="reversals")
    sale_line = models.ForeignKey(SaleLine, on_delete=models.PROTECT, related_name="reversals")
    quantity = models.PositiveIntegerField()
    covered_quantity = models.PositiveIntegerField(default=0, db_default=0)
    net_minor = models.BigIntegerField()
    fund_minor = models.BigIntegerField()
    reserve_minor = models.BigIntegerField()
    is_absorbed_by_reserve = models.BooleanField()

    class Meta:
        verbose_name = _("reversal of a share")
        verbose_name_plural = _("reversals of shares")
        constraints = [
            models.UniqueConstraint(
                name="line_is_reversed_once_per_refund", fields=["refund", "sale_line"]
            ),
            models.CheckConstraint(
                name="covered_pieces_are_among_the_refunded",
                condition=Q(covered_quantity__lte=F("quantity")),
            ),
        ]
        triggers = keep_rows(table="share_reversal")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.refund_id}/{self.sale_line_id}"

    @property
    def share_quantity(self) -> int:
        """The pieces whose share this reversal took."""
        return self.quantity - self.covered_quantity


class SaleRestoration(models.Model):
    """A refund that never arrived or a chargeback that was won: the sale stands again."""

    refund = models.OneToOneField(SaleRefund, on_delete=models.PROTECT, related_name="restoration")
    gross_minor = models.BigIntegerField()
    restored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("restoration of a sale")
        verbose_name_plural = _("restorations of sales")
        triggers = keep_rows(table="sale_restoration")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.refund_id}"


class ShareRestoration(models.Model):
    """What a restoration gave back of one line's share: to the fund, and to the reserve.

    `is_pending` says that the fund's part waits with the line; else it is available at once.
    """

    restoration = models.ForeignKey(SaleRestoration, on_delete=models.PROTECT, related_name="parts")
    sale_line = models.ForeignKey(SaleLine, on_delete=models.PROTECT, related_name="restorations")
    quantity = models.PositiveIntegerField()
    fund_minor = models.BigIntegerField()
    reserve_minor = models.BigIntegerField()
    is_pending = models.BooleanField()

    class Meta:
        verbose_name = _("restoration of a share")
        verbose_name_plural = _("restorations of shares")
        constraints = [
            models.UniqueConstraint(
                name="line_is_restored_once_per_restoration", fields=["restoration", "sale_line"]
            ),
            models.CheckConstraint(
                name="restored_fund_part_is_not_negative", condition=Q(fund_minor__gte=0)
            ),
        ]
        triggers = keep_rows(table="share_restoration")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.restoration_id}/{self.sale_line_id}"
