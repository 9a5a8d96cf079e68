"""The staff screens of the reserve: what it should hold, what was added, when it fell short."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impact.books import chart
from impact.books.queries import get_balance
from impact.shares import queries
from impact.shares.admin.proposals import (
    DECISION_FIELDS,
    ProposalScreen,
    WrittenForm,
    WrittenScreen,
    build_buttons,
    decimal_field,
    to_hundredths,
)
from impact.shares.models import ReserveAlert, ReserveTarget, ReserveTopUp
from impact.shares.services.reserve import (
    approve_top_up,
    check_amount,
    check_target_day,
    propose_top_up,
    set_target,
)
from nomi.platform.amounts import format_minor
from nomi.platform.screens import AmountMixin, FactsScreen


class TopUpForm(WrittenForm):
    """Money of the organisation for the reserve."""

    amount = decimal_field(_("Amount, US dollars"))

    class Meta:
        model = ReserveTopUp
        fields = ("reason",)

    def judge(self, data: dict[str, Any], *, now: datetime) -> None:
        """Raise `RefusedError` for an amount that cannot be."""
        del now
        check_amount(to_hundredths(data["amount"]), least=1)


@admin.register(ReserveTopUp)
class ReserveTopUpScreen(AmountMixin, ProposalScreen):
    """The reserve as it stands, and what was or is to be added to it."""

    form = TopUpForm
    buttons = build_buttons(
        "reservetopup",
        approve=approve_top_up,
        question=_(
            "The amount moves from the organisation's general funds to the reserve, at once."
        ),
        done="Approved and posted: the reserve holds it now.",
    )
    list_before_template = "admin/impact/_reserve.html"
    list_display = ("id", "amount", "state", "proposed_at", "decided_at")
    list_filter = ("state",)
    ordering = ("-pk",)
    add_fields = ("amount", "reason")
    fields = readonly_fields = ("amount", "uid", *DECISION_FIELDS)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show above the list what the reserve holds and should hold."""
        facts = {
            "balance": format_minor(get_balance(chart.RESERVE)),
            "target": format_minor(queries.get_reserve_target(on=timezone.now().date())),
            "alerts": list(queries.find_reserve_alerts()),
        }
        return super().changelist_view(request, {**(extra_context or {}), **facts})

    def write(self, data: dict[str, Any], *, actor: str, now: datetime) -> ReserveTopUp:
        """Propose the top-up."""
        return propose_top_up(
            amount_minor=to_hundredths(data["amount"]), reason=data["reason"], actor=actor, now=now
        )


class TargetForm(WrittenForm):
    """What the reserve should hold from a day on."""

    target = decimal_field(_("Target, US dollars"))

    class Meta:
        model = ReserveTarget
        fields = ("effective_on", "reason")

    def judge(self, data: dict[str, Any], *, now: datetime) -> None:
        """Raise `RefusedError` for an amount or a day that cannot be."""
        check_amount(to_hundredths(data["target"]), least=0)
        check_target_day(data["effective_on"], now=now)


@admin.register(ReserveTarget)
class ReserveTargetScreen(WrittenScreen):
    """The targets of the reserve, day by day."""

    form = TargetForm
    list_display = ("effective_on", "target", "set_at")
    add_fields = ("target", "effective_on", "reason")
    fields = readonly_fields = ("effective_on", "target", "reason", "setter", "set_at")

    def write(self, data: dict[str, Any], *, actor: str, now: datetime) -> ReserveTarget:
        """Set the target."""
        return set_target(
            target_minor=to_hundredths(data["target"]),
            effective_on=data["effective_on"],
            reason=data["reason"],
            actor=actor,
            now=now,
        )

    @admin.display(description=_("Target"))
    def target(self, row: ReserveTarget) -> str:
        """Write the target."""
        return format_minor(row.target_minor)


@admin.register(ReserveAlert)
class ReserveAlertScreen(FactsScreen):
    """When the reserve fell below its target or below zero, and when that ended."""

    list_display = ("kind", "balance", "target", "raised_at", "ended_at")
    ordering = ("-pk",)
    fields = readonly_fields = list_display

    @admin.display(description=_("Balance then"))
    def balance(self, alert: ReserveAlert) -> str:
        """Write what the reserve held."""
        return format_minor(alert.balance_minor)

    @admin.display(description=_("Target then"))
    def target(self, alert: ReserveAlert) -> str:
        """Write what it should have held."""
        return format_minor(alert.target_minor)
