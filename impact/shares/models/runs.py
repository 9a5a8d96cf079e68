"""Maturity and allocation runs: what they took in, and what they decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.shares.models.policies import AllocationPolicy


class MaturityRun(models.Model):
    """One pass over the shares whose return window has passed."""

    ran_at = models.DateTimeField()
    line_count = models.PositiveIntegerField()
    fund_minor = models.BigIntegerField()

    class Meta:
        verbose_name = _("maturity run")
        verbose_name_plural = _("maturity runs")
        triggers = keep_rows(table="maturity_run")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.pk}"


class AccountFunding(models.Model):
    """What allocation policies ask of an account: its plan budget and its weight, from now on.

    A later row takes the place of an earlier; each run keeps the values that it used.
    """

    account_code = models.CharField(_("account"), max_length=12)
    plan_budget_minor = models.BigIntegerField(_("plan budget, in cents"))
    weight = models.PositiveIntegerField(_("weight"), default=1)
    reason = models.CharField(_("reason"), max_length=200)
    set_by = models.CharField(_("set by"), max_length=100)
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("plan budget and weight")
        verbose_name_plural = _("plan budgets and weights")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="plan_budget_is_not_negative", condition=Q(plan_budget_minor__gte=0)
            ),
            models.CheckConstraint(
                name="allocation_weight_is_1_to_1000", condition=Q(weight__gte=1, weight__lte=1_000)
            ),
            models.CheckConstraint(name="account_funding_has_a_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(name="funding_of_an_account", fields=["account_code", "-id"])]
        triggers = keep_rows(table="account_funding")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.account_code


class AllocationRun(models.Model):
    """One distribution of the fund's available money over its active accounts.

    `total_minor` was divided; `left_minor` was available too and stayed in the fund.
    """

    policy = models.ForeignKey(AllocationPolicy, on_delete=models.PROTECT, related_name="+")
    fund = models.CharField(max_length=60)
    ran_at = models.DateTimeField()
    matured_through = models.ForeignKey(
        MaturityRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    total_minor = models.BigIntegerField()
    left_minor = models.BigIntegerField(default=0, db_default=0)
    account_count = models.PositiveIntegerField()
    confirmed_by = models.CharField(max_length=100, default="system", db_default="system")
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("allocation run")
        verbose_name_plural = _("allocation runs")
        permissions = (("confirm_allocationrun", "Can divide the fund by a previewed run"),)
        constraints = [
            models.CheckConstraint(
                name="allocation_gives_something_to_somebody",
                condition=Q(total_minor__gt=0, account_count__gt=0),
            ),
            models.CheckConstraint(
                name="allocation_leaves_nothing_negative", condition=Q(left_minor__gte=0)
            ),
        ]
        triggers = keep_rows(table="allocation_run")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.pk}"


class Allocation(models.Model):
    """One account's part of a run, with the inputs that decided it."""

    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="parts")
    account_code = models.CharField(max_length=12)
    weight = models.PositiveIntegerField(default=1)
    plan_budget_minor = models.BigIntegerField(default=0, db_default=0)
    lifetime_before_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(
                name="account_is_credited_once_per_run", fields=["run", "account_code"]
            ),
            models.CheckConstraint(
                name="allocated_amount_is_not_negative", condition=Q(amount_minor__gte=0)
            ),
        ]
        triggers = keep_rows(table="allocation")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.run_id}/{self.account_code}"
