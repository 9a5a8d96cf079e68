"""Accounts, entries, lines and balances; what each table refuses is declared beside it."""

import uuid

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from impact.books import digests, guards
from impact.books.triggers import keep_rows, refuse_truncate

LINES_PER_ENTRY = 1_000
"""A line's key is its entry's key × this + its number, so that one index serves both."""
SLOTS = 16
"""Balance rows of a hot account; each database connection writes to one of them."""


class Account(models.Model):
    """A place where money is counted, in one currency; debits are positive."""

    class Kind(models.TextChoices):
        """The five kinds; assets and expenses grow by debits, the others by credits."""

        ASSET = "asset", _("asset")
        LIABILITY = "liability", _("liability")
        EQUITY = "equity", _("equity")
        INCOME = "income", _("income")
        EXPENSE = "expense", _("expense")

    class Status(models.TextChoices):
        """Only an open account takes lines."""

        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    currency = models.CharField(max_length=3, default="USD")
    slots = models.PositiveSmallIntegerField(default=1)
    floor_minor = models.BigIntegerField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    digest = models.BinaryField(max_length=32, default=b"", editable=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(name="account_uid_is_unique", fields=["uid"]),
            models.UniqueConstraint(name="account_code_is_unique", fields=["code"]),
            models.CheckConstraint(
                name="account_has_1_or_16_slots", condition=Q(slots__in=(1, 16))
            ),
            models.CheckConstraint(
                name="account_with_floor_has_one_slot",
                condition=Q(floor_minor__isnull=True) | Q(slots=1),
            ),
            models.CheckConstraint(
                name="account_kind_is_known",
                condition=Q(kind__in=("asset", "liability", "equity", "income", "expense")),
            ),
            models.CheckConstraint(
                name="account_is_open_or_closed", condition=Q(status__in=("open", "closed"))
            ),
            models.CheckConstraint(
                name="account_currency_is_three_letters", condition=Q(currency__regex="^[A-Z]{3}$")
            ),
        ]
        triggers = [
            digests.stamp(table="account", fields=digests.ACCOUNT),
            guards.FREEZE_ACCOUNT,
            guards.KEEP_ACCOUNT,
            guards.OPEN_BALANCES,
            refuse_truncate(table="account"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.code


class Entry(models.Model):
    """One fact in the books: a set of lines that balance."""

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField(max_length=32)
    effective_on = models.DateField()
    posted_at = models.DateTimeField(db_default=Now(), editable=False)
    reference = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=100)
    reverses = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="reversals",
    )
    resolves = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="resolutions",
    )
    line_count = models.PositiveSmallIntegerField()
    digest = models.BinaryField(max_length=32, default=b"", editable=False)
    last_line = models.ForeignKey(
        "Line", on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(name="entry_key_is_unique", fields=["key"]),
            models.UniqueConstraint(
                name="entry_is_reversed_once",
                fields=["reverses"],
                condition=Q(reverses__isnull=False),
            ),
            models.UniqueConstraint(
                name="entry_is_resolved_once",
                fields=["resolves"],
                condition=Q(resolves__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_has_2_to_999_lines",
                condition=Q(line_count__gte=2, line_count__lt=LINES_PER_ENTRY),
            ),
            models.CheckConstraint(
                name="entry_ends_with_its_own_last_line",
                condition=Q(last_line=F("id") * LINES_PER_ENTRY + F("line_count")),
            ),
        ]
        indexes = [
            models.Index(name="entry_by_reference", fields=["reference"]),
            BrinIndex(name="entry_by_moment", fields=["posted_at"]),
            BrinIndex(name="entry_by_day", fields=["effective_on"]),
        ]
        triggers = [
            guards.STAMP_ENTRY,
            guards.KEEP_CLOSED,
            guards.REVERSE_BY_CORRECTION,
            *keep_rows(table="entry"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.key


class Line(models.Model):
    """One side of an entry: `amount_minor` is added to `account`, debits positive.

    The keys to entry and account are checked by the guards rather than by foreign keys: neither
    row can ever go, and a foreign key would lock the same hot account row on each posting.
    """

    id = models.BigIntegerField(primary_key=True, editable=False)
    entry = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        related_name="lines",
        db_constraint=False,
        db_index=False,
    )
    number = models.PositiveSmallIntegerField()
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="lines",
        db_constraint=False,
        db_index=False,
    )
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    balance_after_minor = models.BigIntegerField(editable=False)
    account_sequence = models.BigIntegerField(editable=False)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.UniqueConstraint(
                name="line_has_its_place_in_the_account", fields=["account", "account_sequence"]
            ),
            models.CheckConstraint(name="line_moves_money", condition=~Q(amount_minor=0)),
            models.CheckConstraint(
                name="line_number_is_1_to_999",
                condition=Q(number__gte=1, number__lt=LINES_PER_ENTRY),
            ),
        ]
        triggers = [guards.MOVE_BALANCE, guards.CHECK_WHOLE_ENTRY, *keep_rows(table="line")]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.entry_id}/{self.number}"


class Balance(models.Model):
    """The sums of one slot of an account, written by the guard on lines alone."""

    id = models.BigIntegerField(primary_key=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="balances")
    slot = models.PositiveSmallIntegerField()
    debits_minor = models.BigIntegerField(default=0)
    credits_minor = models.BigIntegerField(default=0)
    line_count = models.BigIntegerField(default=0)
    grows_by_debit = models.BooleanField()
    floor_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        constraints = [
            models.CheckConstraint(
                name="balance_stays_on_or_above_its_floor",
                condition=Q(floor_minor__isnull=True)
                | Q(grows_by_debit=True, debits_minor__gte=F("credits_minor") + F("floor_minor"))
                | Q(grows_by_debit=False, credits_minor__gte=F("debits_minor") + F("floor_minor")),
            ),
            models.CheckConstraint(
                name="balance_key_names_account_and_slot",
                condition=Q(id=F("account") * SLOTS + F("slot")),
            ),
            models.CheckConstraint(
                name="balance_sums_are_not_negative",
                condition=Q(debits_minor__gte=0, credits_minor__gte=0),
            ),
        ]
        triggers = [guards.WRITE_BALANCE_BY_LINE, refuse_truncate(table="balance")]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.account_id}/{self.slot}"
