"""Closed periods: days that take no more entries, and how the accounts stood at their end."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books import digests
from impact.books.models.ledger import Account
from impact.books.periods import PERIOD_LOCK
from impact.books.triggers import FirmTrigger, count_rows, keep_rows

FOLLOW = """
    PERFORM pg_catalog.pg_advisory_xact_lock({lock});
    SELECT max(number), max(last_on) INTO last_number, last_day
      FROM public.books_period;
    IF NEW.number <> coalesce(last_number, 0) + 1
       OR NEW.first_on <> coalesce(last_day + 1, NEW.first_on) THEN
        RAISE EXCEPTION 'Periods follow one another without gap or overlap.'
            USING ERRCODE = '23514', CONSTRAINT = 'period_follows_the_one_before';
    END IF;
    IF NEW.last_on > (pg_catalog.statement_timestamp() AT TIME ZONE 'UTC')::date - 2
    THEN
        RAISE EXCEPTION 'A day can be closed from the second day after it.'
            USING ERRCODE = '23514', CONSTRAINT = 'period_is_over';
    END IF;
    RETURN NEW;
"""
"""The lock, then the days: without gap or overlap, and over for a whole day."""


class Period(models.Model):
    """Days that are closed: whatever took effect in them is in the books, and stays as it is."""

    number = models.PositiveIntegerField(primary_key=True)
    first_on = models.DateField()
    last_on = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32, default=b"", editable=False)

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(name="day_is_closed_once", fields=["last_on"]),
            models.CheckConstraint(
                name="period_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))
            ),
            models.CheckConstraint(
                name="period_is_closed_by_somebody_for_a_reason",
                condition=~Q(closed_by="") & ~Q(reason=""),
            ),
        ]
        triggers = [
            digests.stamp(table="period", fields=digests.PERIOD),
            FirmTrigger(
                name="period_follows_the_one_before",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last_number", "integer"), ("last_day", "date")],
                func=FOLLOW.format(lock=PERIOD_LOCK),
            ),
            count_rows(table="period"),
            *keep_rows(table="period"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.first_on} – {self.last_on}"


class PeriodBalance(models.Model):
    """An account's sums over everything that took effect up to the end of a closed period."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="balances")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    debits_minor = models.BigIntegerField()
    credits_minor = models.BigIntegerField()

    class Meta:
        verbose_name = _("balance at the end of a period")
        verbose_name_plural = _("balances at the end of a period")
        constraints = [
            models.UniqueConstraint(
                name="account_has_one_balance_per_period", fields=["period", "account"]
            )
        ]
        triggers = keep_rows(table="period_balance")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.period_id}/{self.account_id}"
