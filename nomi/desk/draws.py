"""What waits around draws and payouts."""

from typing import Any

from django.http import HttpRequest

from impact.payouts.waiting import list_queues
from nomi.desk.today import Panel, Row, build_panel, find_address
from nomi.platform.screens import format_minor


def describe_draw(draw: Any) -> Row:
    """Return the training account and the line of the plan, with the amount."""
    address = find_address(draw, "payouts_drawrequest")
    detail = f"{draw.plan_line} · {format_minor(draw.amount_minor)}"
    return Row(title=draw.account_code, detail=detail, address=address)


def build_payout_panels(request: HttpRequest) -> list[Panel]:
    """Return what this person may do next for payouts."""
    return [
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
