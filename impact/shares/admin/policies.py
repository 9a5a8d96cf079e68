"""The staff screens of share and allocation policies."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from impact.shares.admin.proposals import (
    DECISION_FIELDS,
    ProposalScreen,
    WrittenForm,
    build_buttons,
    decimal_field,
    to_hundredths,
)
from impact.shares.models import AllocationPolicy, SharePolicy
from impact.shares.services.policies import (
    Rates,
    check_day_and_text,
    check_rates,
    propose_allocation_policy,
    propose_share_policy,
    write_percent,
)

APPROVED = "Approved. It takes force on its day, and nothing sold before changes."
QUESTION = _(
    "From its day on this version is the rule, and its text is published. It cannot be undone; a"
    " later version takes its place."
)


def read_rates(data: dict[str, Any]) -> Rates:
    """Return the rates of the form in basis points."""
    return Rates(
        share_basis_points=to_hundredths(data["share_percent"]),
        fund_basis_points=to_hundredths(data["fund_percent"]),
        reserve_basis_points=to_hundredths(data["reserve_percent"]),
    )


class SharePolicyForm(WrittenForm):
    """The next version of the share policy."""

    share_percent = decimal_field(_("Share, % of the markup"))
    fund_percent = decimal_field(_("Training Fund, % of the share"))
    reserve_percent = decimal_field(_("Reserve, % of the share"))

    class Meta:
        model = SharePolicy
        fields = ("effective_on", "text", "reason")

    def judge(self, data: dict[str, Any], *, now: datetime) -> None:
        """Raise `RefusedError` for rates that do not add up, and a day or text that cannot be."""
        check_rates(read_rates(data))
        check_day_and_text(
            kind=SharePolicy, effective_on=data["effective_on"], text=data["text"], now=now
        )


@admin.register(SharePolicy)
class SharePolicyScreen(ProposalScreen):
    """Every version of the share policy, proposed and decided."""

    form = SharePolicyForm
    buttons = build_buttons("sharepolicy", question=QUESTION, done=APPROVED)
    list_display = ("version", "state", "effective_on", "share", "reserve")
    list_filter = ("state",)
    ordering = ("-version",)
    add_fields = (
        "share_percent",
        "fund_percent",
        "reserve_percent",
        "effective_on",
        "text",
        "reason",
    )
    fields = readonly_fields = (
        "version",
        "effective_on",
        "share",
        "reserve",
        "text",
        *DECISION_FIELDS,
    )

    def write(self, data: dict[str, Any], *, actor: str, now: datetime) -> SharePolicy:
        """Propose the version."""
        return propose_share_policy(
            rates=read_rates(data),
            effective_on=data["effective_on"],
            text=data["text"],
            reason=data["reason"],
            actor=actor,
            now=now,
        )

    @admin.display(description=_("Share of the markup"))
    def share(self, policy: SharePolicy) -> str:
        """Write the share as a percentage."""
        return write_percent(policy.share_basis_points)

    @admin.display(description=_("Reserve's part of the share"))
    def reserve(self, policy: SharePolicy) -> str:
        """Write the reserve's part as a percentage."""
        return write_percent(policy.reserve_basis_points)


class AllocationPolicyForm(WrittenForm):
    """The next version of the allocation policy."""

    class Meta:
        model = AllocationPolicy
        fields = ("rule", "effective_on", "text", "reason")

    def judge(self, data: dict[str, Any], *, now: datetime) -> None:
        """Raise `RefusedError` for a day or text that cannot be."""
        check_day_and_text(
            kind=AllocationPolicy, effective_on=data["effective_on"], text=data["text"], now=now
        )


@admin.register(AllocationPolicy)
class AllocationPolicyScreen(ProposalScreen):
    """Every version of the allocation policy, proposed and decided."""

    form = AllocationPolicyForm
    buttons = build_buttons("allocationpolicy", question=QUESTION, done=APPROVED)
    list_display = ("version", "state", "effective_on", "rule")
    list_filter = ("state", "rule")
    ordering = ("-version",)
    add_fields = ("rule", "effective_on", "text", "reason")
    fields = readonly_fields = ("version", "effective_on", "rule", "text", *DECISION_FIELDS)

    def write(self, data: dict[str, Any], *, actor: str, now: datetime) -> AllocationPolicy:
        """Propose the version."""
        return propose_allocation_policy(
            rule=data["rule"],
            effective_on=data["effective_on"],
            text=data["text"],
            reason=data["reason"],
            actor=actor,
            now=now,
        )
