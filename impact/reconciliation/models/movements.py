"""Stripe's balance transactions as they were imported: facts, each beside its entry."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.models import Entry
from impact.books.triggers import keep_rows


class StripeTransaction(models.Model):
    """One movement of our balance at Stripe; only these move the Stripe account in the books.

    Amounts are cents in `currency`, positive when our balance grows: `net` = `amount` − `fee`.
    Without an `entry` it moved nothing, or money in a currency that the books do not keep.
    """

    transaction_id = models.CharField(max_length=100)
    type = models.CharField(max_length=60)
    category = models.CharField(max_length=60)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    source_id = models.CharField(max_length=100, blank=True)
    parent_id = models.CharField(max_length=100, blank=True)
    """The charge of a refund or dispute, the transfer of a reversal."""
    account_code = models.CharField(max_length=60)
    """The account on the other side."""
    reference = models.CharField(max_length=200)
    """What the movement belongs to: an order's number, `payout:<uid>`, or Stripe's own id."""
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Stripe transaction")
        verbose_name_plural = _("Stripe transactions")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="stripe_transaction_is_imported_once", fields=["transaction_id"]
            ),
            models.CheckConstraint(
                name="stripe_net_is_amount_less_fee",
                condition=Q(net_minor=F("amount_minor") - F("fee_minor")),
            ),
        ]
        indexes = [
            models.Index(name="stripe_transaction_by_moment", fields=["created_at"]),
            models.Index(name="stripe_transaction_by_source", fields=["source_id"]),
            models.Index(name="stripe_transaction_by_ref", fields=["reference"]),
        ]
        triggers = keep_rows(table="stripe_transaction")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.transaction_id
