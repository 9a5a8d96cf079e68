"""What waits around the Training Fund: money nobody gets, a low reserve, decisions to make."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impact.shares import plans, queries
from impact.shares.explanations import describe_rest
from nomi.desk.today.panels import Panel, Row, build_panel, build_panel_at
from nomi.desk.today.public import build_public_panels
from nomi.platform.amounts import format_minor
from nomi.platform.screens import find_address


def build_fund_panels() -> list[Panel]:
    """Return what waits around the fund, and before it is public."""
    return [
        build_waiting_panel(),
        build_panel(
            title=_("The reserve runs low"),
            rows=queries.find_reserve_alerts(),
            describe=describe_alert,
            screen="shares_reservetopup",
            is_urgent=True,
        ),
        build_proposal_panel(),
        *build_public_panels(),
    ]


def build_waiting_panel() -> Panel:
    """Return the money in the fund that the next allocation would not credit to anybody."""
    plan = plans.find_waiting(on=timezone.now().date())
    return build_panel_at(
        reverse("admin:shares_allocationrun_preview"),
        title=_("Money that waits in the fund"),
        rows=[plan] if plan else [],
        describe=describe_waiting,
        is_urgent=True,
        permission="shares.view_allocationrun",
    )


def build_proposal_panel() -> Panel:
    """Return the policies and top-ups that were proposed and that nobody decided on."""
    return build_panel(
        title=_("Proposals to decide"),
        rows=queries.list_proposals(),
        describe=describe_proposal,
        screen="shares_sharepolicy",
    )


def describe_waiting(plan: plans.AllocationPlan) -> Row:
    """Return how much it is, and why nobody gets it."""
    address = reverse("admin:shares_allocationrun_preview")
    title = format_minor(plan.left_minor)
    return Row(title=title, detail=describe_rest(plan), address=address)


def describe_alert(alert: Any) -> Row:
    """Return what is wrong with the reserve, and how far it fell."""
    address = reverse("admin:shares_reservetopup_changelist")
    return Row(
        title=alert.get_kind_display(), detail=format_minor(alert.balance_minor), address=address
    )


def describe_proposal(proposal: Any) -> Row:
    """Return what is proposed, and why."""
    return Row(
        title=str(proposal._meta.verbose_name),
        detail=proposal.reason,
        address=find_address(proposal),
    )
