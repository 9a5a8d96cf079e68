"""Acknowledgments, numbered without a gap; a void has a number of its own."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import FirmTrigger, keep_rows, refuse
from impact.giving.models.gifts import Gift

IN_ORDER = """
    IF NEW.serial IS DISTINCT FROM (SELECT last FROM public.giving_receiptcounter)
        OR NEW.serial <> (SELECT coalesce(max(serial), 0) + 1 FROM public.giving_giftreceipt)
    THEN {refusal} END IF;
    RETURN NEW;
"""


class ReceiptCounter(models.Model):
    """The last number that was given out; its one row is the queue that numbering stands in."""

    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="receipts_are_counted_in_one_row", condition=Q(id=1))
        ]
        triggers = [
            FirmTrigger(
                name="receipts_are_counted_one_by_one",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.last <> OLD.last + 1"),
                func=refuse("receipts_are_counted_one_by_one", "Receipts are counted one by one."),
            )
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return str(self.last)


class GiftReceipt(models.Model):
    """What was written to a donor on one day, word for word; a void takes one of them back."""

    class Kind(models.TextChoices):
        """What the number was given to."""

        RECEIPT = "receipt", _("receipt")
        VOID = "void", _("void")

    serial = models.BigIntegerField(_("number"), editable=False)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.RECEIPT)
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="receipts")
    voids = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="voided_by"
    )
    """The receipt that a void takes back."""
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    """The voided receipt that this one stands in for."""
    donor_name = models.CharField(max_length=100)
    donor_address = models.TextField(max_length=300, blank=True)
    purpose = models.CharField(max_length=12, blank=True)
    amount_minor = models.BigIntegerField(_("amount in cents"))
    goods_minor = models.BigIntegerField(_("value of goods given, in cents"), default=0)
    goods_words = models.CharField(_("goods given"), max_length=200, blank=True)
    paid_on = models.DateField(_("day of payment"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    issued_by = models.CharField(max_length=100, default="system")
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name = _("gift receipt")
        verbose_name_plural = _("gift receipts")
        ordering = ("-serial",)
        constraints = [
            models.UniqueConstraint(name="receipt_number_is_given_once", fields=["serial"]),
            models.CheckConstraint(
                name="void_names_the_receipt_it_takes_back",
                condition=Q(kind="receipt", voids__isnull=True)
                | Q(kind="void", voids__isnull=False, replaces__isnull=True) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="goods_are_not_above_the_payment",
                condition=Q(amount_minor__gte=1, goods_minor__gte=0)
                & Q(goods_minor__lte=models.F("amount_minor")),
            ),
            models.CheckConstraint(
                name="goods_are_described",
                condition=Q(goods_minor=0, goods_words="") | Q(goods_minor__gte=1),
            ),
        ]
        triggers = [
            FirmTrigger(
                name="receipt_number_follows_the_last",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=IN_ORDER.format(
                    refusal=refuse(
                        "receipt_number_follows_the_last",
                        "Receipts are numbered one after the other.",
                    )
                ),
            ),
            *keep_rows(table="giftreceipt"),
        ]

    def __str__(self) -> str:
        """Return the number as donors read it."""
        return f"R-{self.serial:06d}"

    @property
    def deductible_minor(self) -> int:
        """What may be deducted: the payment less the value of what came in return."""
        return self.amount_minor - self.goods_minor

    @property
    def is_void(self) -> bool:
        """Whether it was taken back."""
        return hasattr(self, "voided_by")
