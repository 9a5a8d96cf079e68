"""The bank's statements, line by line, and what each line turned out to be."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.banking.guards import MATCH_HAS_ITS_ENTRY
from impact.books.models import Entry
from impact.books.triggers import keep_rows
from impact.payouts.models import Payout


class StatementUpload(models.Model):
    """A bank's file as it came, sealed: the evidence behind the lines."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(name="bank_file_uid_is_unique", fields=["uid"]),
            models.UniqueConstraint(name="bank_file_is_kept_once", fields=["sha256"]),
        ]
        triggers = keep_rows(table="bank_file")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.name

    @property
    def context(self) -> str:
        """What the sealed content is bound to."""
        return f"bank-file:{self.uid}"


class BankStatement(models.Model):
    """One statement that was imported: its days and its two balances."""

    upload = models.ForeignKey(StatementUpload, on_delete=models.PROTECT, related_name="statements")
    account = models.CharField(max_length=34)
    statement_id = models.CharField(max_length=100)
    content_hash = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    first_on = models.DateField()
    last_on = models.DateField()
    opening_minor = models.BigIntegerField()
    closing_minor = models.BigIntegerField()
    line_count = models.PositiveIntegerField()
    new_line_count = models.PositiveIntegerField()
    imported_by = models.CharField(max_length=100)
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ("-last_on", "-pk")
        permissions = [("import_bankstatement", "Can import bank statements")]
        constraints = [
            models.UniqueConstraint(
                name="statement_is_imported_once", fields=["account", "statement_id"]
            ),
            models.CheckConstraint(
                name="statement_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))
            ),
        ]
        triggers = keep_rows(table="bank_statement")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.statement_id


class StatementLine(models.Model):
    """One movement at the bank; `amount_minor` is positive when money came in.

    Its uid follows from the account and the bank's reference, so that one movement has one key in
    the books whichever statement brings it first.
    """

    uid = models.UUIDField(editable=False)
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=34)
    bank_reference = models.CharField(max_length=100)
    booked_on = models.DateField()
    value_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    end_to_end_id = models.CharField(max_length=100, blank=True)
    counterparty = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=1_000, blank=True)
    is_fee = models.BooleanField()

    class Meta:
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        ordering = ("-booked_on", "-pk")
        permissions = [("explain_statementline", "Can say what a bank line is")]
        constraints = [
            models.UniqueConstraint(name="bank_line_uid_is_unique", fields=["uid"]),
            models.UniqueConstraint(
                name="bank_line_is_imported_once", fields=["account", "bank_reference"]
            ),
            models.CheckConstraint(name="bank_line_moves_money", condition=~Q(amount_minor=0)),
        ]
        triggers = keep_rows(table="bank_line")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.bank_reference

    @property
    def reference(self) -> str:
        """What the books know the movement by."""
        return f"bank:{self.uid}"


class LineMatch(models.Model):
    """What a line is, as an entry in the books says.

    A line that nobody knows has a first row `unmatched` (its money is in suspense), and a second
    one when somebody has explained it; a line that explains itself has one row.
    """

    class Kind(models.TextChoices):
        """What moves money at the bank."""

        UNMATCHED = "unmatched", _("unmatched")
        PAYOUT = "payout", _("payout")
        RETURN = "return", _("payout that came back")
        TRANSIT = "transit", _("arrived from Stripe")
        FEE = "fee", _("bank fee")
        OWN = "own", _("own funds")
        CASH = "cash", _("cash of our till")

    line = models.ForeignKey(StatementLine, on_delete=models.PROTECT, related_name="matches")
    kind = models.CharField(max_length=10, choices=Kind)
    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=200)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=100)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="line_is_put_in_suspense_once",
                fields=["line"],
                condition=Q(kind="unmatched"),
            ),
            models.UniqueConstraint(
                name="line_is_explained_once", fields=["line"], condition=~Q(kind="unmatched")
            ),
            models.UniqueConstraint(
                name="payout_has_one_line_each_way",
                fields=["payout", "kind"],
                condition=Q(payout__isnull=False),
            ),
            models.CheckConstraint(
                name="match_names_its_payout",
                condition=Q(kind__in=("payout", "return"), payout__isnull=False)
                | Q(kind__in=("unmatched", "transit", "fee", "own", "cash"), payout__isnull=True),
            ),
            models.CheckConstraint(
                name="match_is_made_by_somebody",
                condition=Q(actor="system") | (Q(actor__startswith="staff:") & ~Q(reason="")),
            ),
        ]
        triggers = [*keep_rows(table="line_match"), MATCH_HAS_ITS_ENTRY]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.get_kind_display()
