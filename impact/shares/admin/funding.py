"""The staff screen of plan budgets and weights, as allocation policies use them."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from impact.shares.admin.proposals import WrittenForm, WrittenScreen, decimal_field, to_hundredths
from impact.shares.models import AccountFunding
from impact.shares.services.funding import check_funding, set_funding
from nomi.platform.amounts import format_minor


class FundingForm(WrittenForm):
    """An account's plan budget and weight from the next run on."""

    plan_budget = decimal_field(_("Plan budget, US dollars"))

    class Meta:
        model = AccountFunding
        fields = ("account_code", "weight", "reason")

    def judge(self, data: dict[str, Any], *, now: datetime) -> None:
        """Raise `RefusedError` for an amount, weight or account that cannot be."""
        del now
        check_funding(
            account_code=data["account_code"],
            plan_budget_minor=to_hundredths(data["plan_budget"]),
            weight=data["weight"],
        )


@admin.register(AccountFunding)
class AccountFundingScreen(WrittenScreen):
    """Every value that was set, newest first; the newest of an account counts."""

    form = FundingForm
    list_display = ("account_code", "plan_budget", "weight", "set_at")
    search_fields = ("account_code__exact",)
    ordering = ("-pk",)
    add_fields = ("account_code", "plan_budget", "weight", "reason")
    fields = readonly_fields = (
        "account_code",
        "plan_budget",
        "weight",
        "reason",
        "setter",
        "set_at",
    )

    def write(self, data: dict[str, Any], *, actor: str, now: datetime) -> AccountFunding:
        """Set the values."""
        return set_funding(
            account_code=data["account_code"],
            plan_budget_minor=to_hundredths(data["plan_budget"]),
            weight=data["weight"],
            reason=data["reason"],
            actor=actor,
            now=now,
        )

    @admin.display(description=_("Plan budget"), ordering="plan_budget_minor")
    def plan_budget(self, row: AccountFunding) -> str:
        """Write the budget."""
        return format_minor(row.plan_budget_minor)
