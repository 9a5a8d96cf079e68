"""Payment files: what the bank is asked to pay, kept sealed because it names accounts."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.banking.guards import REFUSAL_HAS_ITS_PAPER
from impact.books.triggers import keep_rows
from impact.payouts.models import Attachment, Payout


class PaymentFile(models.Model):
    """One file of wires, as it was made; no byte of it ever changes."""

    class Format(models.TextChoices):
        """What banks take."""

        PAIN = "pain", _("ISO 20022 XML (pain.001.001.09)")
        TABLE = "table", _("table (CSV)")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    file_format = models.CharField(max_length=5, choices=Format)
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    execution_on = models.DateField()
    wire_count = models.PositiveIntegerField()
    held_minor = models.BigIntegerField()
    """What is set aside in the books for its wires, in US cents."""
    sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("payment file")
        verbose_name_plural = _("payment files")
        ordering = ("-pk",)
        permissions = [
            ("make_paymentfile", "Can make payment files"),
            ("download_paymentfile", "Can download a payment file once"),
            ("download_paymentfile_again", "Can download a payment file again"),
            ("refuse_paymentfile", "Can note that the bank refused a payment file"),
        ]
        constraints = [
            models.UniqueConstraint(name="payment_file_uid_is_unique", fields=["uid"]),
            models.CheckConstraint(
                name="payment_file_pays_somebody",
                condition=Q(wire_count__gte=1, held_minor__gte=1),
            ),
            models.CheckConstraint(
                name="payment_file_is_made_by_somebody_for_a_reason",
                condition=~Q(made_by="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="payment_file_format_is_known", condition=Q(file_format__in=("pain", "table"))
            ),
        ]
        triggers = keep_rows(table="payment_file")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.reference

    @property
    def reference(self) -> str:
        """What the payouts in it are submitted under."""
        return f"file:{self.uid.hex[:12]}"

    @property
    def context(self) -> str:
        """What the sealed content is bound to."""
        return f"payment-file:{self.uid}"


class PaymentFileItem(models.Model):
    """One wire of a file. A payout is in one file and never in a second."""

    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, related_name="items")
    payout = models.OneToOneField(Payout, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        verbose_name = _("wire")
        verbose_name_plural = _("wires")
        constraints = [
            models.CheckConstraint(name="wire_pays_something", condition=Q(amount_minor__gte=1)),
        ]
        triggers = keep_rows(table="payment_file_item")

    def __str__(self) -> str:
        """Name the row by the number that the bank sees."""
        return self.payout.uid.hex[:12].upper()


class FileDownload(models.Model):
    """Somebody took a file out of the store; the second time needs its own permission."""

    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, related_name="downloads")
    number = models.PositiveSmallIntegerField()
    taken_by = models.CharField(max_length=100)
    taken_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        constraints = [
            models.UniqueConstraint(name="download_has_its_number", fields=["file", "number"]),
            models.CheckConstraint(
                name="file_is_taken_by_somebody_for_a_reason",
                condition=~Q(taken_by="") & ~Q(reason=""),
            ),
        ]
        triggers = keep_rows(table="payment_file_download")

    def __str__(self) -> str:
        """Name the row for staff."""
        return str(self.number)


class FileRefusal(models.Model):
    """The bank said that it will not carry out a file: its payouts were voided."""

    file = models.OneToOneField(PaymentFile, on_delete=models.PROTECT, related_name="refusal")
    noted_by = models.CharField(max_length=100)
    noted_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("refusal by the bank")
        verbose_name_plural = _("refusals by the bank")
        constraints = [
            models.CheckConstraint(
                name="refusal_is_noted_by_somebody_for_a_reason",
                condition=~Q(noted_by="") & ~Q(reason=""),
            ),
        ]
        triggers = keep_rows(table="payment_file_refusal")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.reason


class WireRefusal(models.Model):
    """The bank said that it will not carry out one wire of a file: its payout was voided."""

    item = models.OneToOneField(PaymentFileItem, on_delete=models.PROTECT, related_name="refusal")
    bank_reference = models.CharField(max_length=100)
    """Under what the bank wrote it."""
    evidence = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    noted_by = models.CharField(max_length=100)
    noted_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("refused wire")
        verbose_name_plural = _("refused wires")
        constraints = [
            models.CheckConstraint(
                name="wire_refusal_is_noted_by_somebody_for_a_reason",
                condition=~Q(noted_by="") & ~Q(reason="") & ~Q(bank_reference=""),
            ),
        ]
        triggers = [*keep_rows(table="wire_refusal"), REFUSAL_HAS_ITS_PAPER]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.bank_reference
