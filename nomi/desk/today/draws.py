"""What waits around draws and payouts, and balances of those who left."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impact.payouts.queries import find_releases_to_approve, list_due_balances
from impact.payouts.waiting import list_queues
from nomi.desk.today.panels import Panel, Row, build_panel, build_panel_at
from nomi.platform.amounts import format_minor
from nomi.platform.people import name_actor
from nomi.platform.screens import find_address

PROPOSE = "payouts.add_balancerelease"
AGREE = "payouts.approve_balancerelease"


def describe_draw(draw: Any) -> Row:
    """Return the training account and the line of the plan, with the amount."""
    address = find_address(draw)
    detail = f"{draw.plan_line} · {format_minor(draw.amount_minor)}"
    return Row(title=draw.account_code, detail=detail, address=address)


def build_payout_panels(request: HttpRequest) -> list[Panel]:
    """Return what this person may do next for payouts and balances."""
    panels = [
        build_panel(
            title=label,
            rows=rows,
            describe=describe_draw,
            screen="payouts_drawrequest",
            query=f"?waits={name}",
            is_urgent=name in {"late", "failing"},
        )
        for name, label, rows in list_queues(request)
    ]
    if request.user.has_perm(PROPOSE):
        panels.append(build_due_panel())
    if request.user.has_perm(AGREE):
        panels.append(build_agreeing_panel(request))
    return panels


def build_due_panel() -> Panel:
    """Return the balances whose 24 months are over, and that nobody has proposed to release."""
    return build_panel_at(
        reverse("admin:payouts_balancerelease_add"),
        title=_("Balances to release"),
        rows=list(list_due_balances(on=timezone.now().date()).items()),
        describe=describe_due,
        permission=PROPOSE,
    )


def describe_due(due: tuple[str, int]) -> Row:
    """Return whose balance it is, and how much."""
    code, cents = due
    address = reverse("admin:payouts_balancerelease_add")
    return Row(title=code, detail=format_minor(cents), address=address)


def build_agreeing_panel(request: HttpRequest) -> Panel:
    """Return the proposed releases that this person may agree to."""
    waiting = find_releases_to_approve(name_actor(request.user))
    return build_panel(
        title=_("Balances to release: mine to agree"),
        rows=waiting.select_related("account").order_by("pk"),
        describe=describe_release,
        screen="payouts_balancerelease",
        query="?state__exact=proposed",
    )


def describe_release(release: Any) -> Row:
    """Return whose balance it is, and why it is to go back."""
    return Row(title=release.account.code, detail=release.reason, address=find_address(release))
