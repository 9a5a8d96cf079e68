"""The daily figures of the Training Fund."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.pages.suppression import SMALLEST_COHORT


class FundCard(models.Model):
    """The picture of a batch's totals, drawn with it: what a shared link shows (PNG)."""

    digest = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of the picture: batches that say the same share one."""
    png = models.BinaryField()

    class Meta:
        verbose_name = _("picture of the totals")
        verbose_name_plural = _("pictures of the totals")
        triggers = keep_rows(table="fund_card")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.digest


class FundBatchQuerySet(models.QuerySet["FundBatch"]):
    """Batches, the latest first."""

    def shown(self) -> Self:
        """Return those over eleven accounts or more."""
        return self.filter(account_count__gte=SMALLEST_COHORT)

    def split(self) -> Self:
        """Return those shown that told what was committed, paid and completed apart."""
        return self.shown().filter(
            payout_account_count__gte=SMALLEST_COHORT, uses_as_of__isnull=False
        )


class FundBatch(models.Model):
    """The Training Fund's figures as of one moment, in whole dollars, rounded down.

    The pages read these rows and nothing else, so that no purchase, gift or payment shows before
    the next batch (DOMAIN.md, rule 24).
    """

    period = models.BigIntegerField()
    as_of = models.DateTimeField()
    published_at = models.DateTimeField()
    account_count = models.PositiveIntegerField()
    is_counted = models.BooleanField(default=True, db_default=True)
    """Whether the number of accounts is told: it is a publication's, and never a day's."""
    payout_account_count = models.PositiveIntegerField(default=0, db_default=0)
    """Accounts behind the rarest of committed, paid and completed money."""
    pending_dollars = models.BigIntegerField()
    available_dollars = models.BigIntegerField()
    allocated_dollars = models.BigIntegerField()
    committed_dollars = models.BigIntegerField()
    paid_dollars = models.BigIntegerField()
    completed_dollars = models.BigIntegerField()
    reserve_dollars = models.BigIntegerField()
    uses_as_of = models.DateTimeField(null=True)
    """The moment that committed, paid and completed speak of: they follow eleven accounts."""
    credited_as_of = models.DateTimeField(null=True)
    """The same of what was ever credited; what else moved stands in the fund until then."""
    reserve_as_of = models.DateTimeField(null=True)
    """The moment up to which the reserve tells what it gave for payments; None before all."""
    card = models.ForeignKey(FundCard, on_delete=models.PROTECT, null=True, related_name="+")
    """None for a batch that is not shown."""

    objects = FundBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund batch")
        verbose_name_plural = _("fund batches")
        ordering = ("-period",)
        constraints = [
            models.UniqueConstraint(name="period_is_published_once", fields=["period"]),
            models.CheckConstraint(
                name="batch_is_as_of_a_moment_past",
                condition=Q(published_at__gte=F("as_of")),
            ),
        ]
        triggers = keep_rows(table="fund_batch")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.as_of:%Y-%m-%d %H:%M}"

    @property
    def is_shown(self) -> bool:
        """Whether it counts eleven accounts or more; another is kept and never shown."""
        return self.account_count >= SMALLEST_COHORT

    @property
    def told_count(self) -> int | None:
        """Over how many accounts it is told to be; None before the first publication."""
        return self.account_count if self.is_counted else None

    @property
    def is_split(self) -> bool:
        """Whether eleven accounts stand behind each of committed, paid and completed.

        Else all that was credited is one figure, so that nobody can read one woman's payment, or
        its day, from it (rule 23).
        """
        return self.payout_account_count >= SMALLEST_COHORT

    @property
    def credited_dollars(self) -> int:
        """What was ever credited to training accounts, wherever it is by now."""
        return (
            self.allocated_dollars
            + self.committed_dollars
            + self.paid_dollars
            + self.completed_dollars
        )

    @property
    def waiting_dollars(self) -> int:
        """What is still in the fund."""
        return self.pending_dollars + self.available_dollars

    @property
    def total_dollars(self) -> int:
        """All that the fund ever took in, less what was given back."""
        return self.waiting_dollars + self.credited_dollars
