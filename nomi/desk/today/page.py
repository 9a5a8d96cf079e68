"""The Today page: what waits for a person."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.reconciliation.queries import list_open as list_open_discrepancies
from nomi.desk.today import queries
from nomi.desk.today.bank import build_bank_panels
from nomi.desk.today.care import build_care_panels
from nomi.desk.today.draws import build_payout_panels
from nomi.desk.today.fund import build_fund_panels
from nomi.desk.today.money import build_money_panels
from nomi.desk.today.panels import Panel, Row, build_panel
from nomi.desk.today.programme import build_programme_panels
from nomi.desk.today.returns import build_return_panels
from nomi.desk.today.reviews import build_review_panel
from nomi.desk.today.sales import get_sales
from nomi.platform.amounts import format_minor
from nomi.platform.screens import find_address
from shop.collecting.queries import find_orders_to_ask
from shop.fulfilment.queries import SENDABLE
from shop.order.queries import ON_HOLD


def describe_order(order: Any) -> Row:
    """Return the order by number, with its total and its day."""
    day = timezone.localdate(order.date_placed)
    detail = f"${order.total_incl_tax} · {day:%d %b}"
    return Row(title=order.number, detail=detail, address=find_address(order))


def describe_task(task: Any) -> Row:
    """Return the matter and the order that it is about."""
    number = task.order.number if task.order else task.reference
    return Row(title=task.get_kind_display(), detail=number, address=find_address(task))


def describe_alarm(alarm: Any) -> Row:
    """Return what was noticed and how often."""
    address = find_address(alarm)
    return Row(title=alarm.get_kind_display(), detail=f"× {alarm.times}", address=address)


def describe_mail(mail: Any) -> Row:
    """Return the kind of mail and what it speaks of."""
    return Row(title=mail.kind, detail=mail.reference, address=find_address(mail))


def describe_event(event: Any) -> Row:
    """Return the kind of event and why it failed."""
    return Row(title=event.type, detail=event.error, address=find_address(event))


def describe_stock(record: Any) -> Row:
    """Return what is nearly sold out and how many pieces are free."""
    detail = gettext("%(free)d free") % {"free": record.free}
    return Row(title=record.partner_sku, detail=detail, address=find_address(record))


def describe_cost(record: Any) -> Row:
    """Return what is sold without a known cost, or below it."""
    detail = gettext("no landed cost")
    if record.landed_minor is not None:
        detail = gettext("costs %(cost)s, sold at $%(price)s") % {
            "cost": format_minor(record.landed_minor),
            "price": record.price,
        }
    return Row(title=record.partner_sku, detail=detail, address=find_address(record.product))


def describe_halt(halt: Any) -> Row:
    """Return why no money leaves, and since when."""
    day = timezone.localdate(halt.raised_at)
    return Row(
        title=halt.cause,
        detail=gettext("since %(day)s") % {"day": f"{day:%d %b}"},
        address=find_address(halt),
    )


def describe_discrepancy(row: Any) -> Row:
    """Return what differs and by how much."""
    return Row(title=row.words, detail=format_minor(row.amount_minor), address=find_address(row))


def describe_correction(correction: Any) -> Row:
    """Return the entry that somebody would undo, and why."""
    address = find_address(correction)
    return Row(title=correction.entry.key, detail=correction.reason, address=address)


def build_books_panels() -> list[Panel]:
    """Return what waits among the books."""
    return [
        build_panel(
            title=_("Payouts are stopped"),
            rows=queries.find_open_halts(),
            describe=describe_halt,
            screen="books_halt",
            query="?lifted_at__isempty=1",
            is_urgent=True,
        ),
        build_panel(
            title=_("Corrections to decide"),
            rows=queries.find_open_corrections(),
            describe=describe_correction,
            screen="books_correction",
            query="?decision=waiting",
        ),
    ]


def build_order_panels() -> list[Panel]:
    """Return what waits among the orders."""
    return [
        build_panel(
            title=_("To pack and ship"),
            rows=queries.find_orders(*SENDABLE),
            describe=describe_order,
            screen="order_order",
            query="?status__exact=Paid",
        ),
        build_panel(
            title=_("On hold"),
            rows=queries.find_orders(ON_HOLD),
            describe=describe_order,
            screen="order_order",
            query="?status__exact=On+hold",
            is_urgent=True,
        ),
        build_panel(
            title=_("Event cancelled: ask the buyers"),
            rows=find_orders_to_ask(),
            describe=describe_order,
            screen="collecting_pickupevent",
            is_urgent=True,
        ),
        build_panel(
            title=_("To decide"),
            rows=queries.find_open_tasks(),
            describe=describe_task,
            screen="stripe_checkout_stafftask",
            query="?done_at__isempty=1",
            is_urgent=True,
        ),
    ]


def build_machine_panels() -> list[Panel]:
    """Return what the machinery could not do alone."""
    return [
        build_panel(
            title=_("Differences in the books"),
            rows=list_open_discrepancies(),
            describe=describe_discrepancy,
            screen="reconciliation_discrepancy",
            query="?closed_at__isempty=1",
            is_urgent=True,
        ),
        build_panel(
            title=_("Mails given up"),
            rows=queries.find_dead_mails(),
            describe=describe_mail,
            screen="outbox_outboxmessage",
            query="?state__exact=dead",
            is_urgent=True,
        ),
        build_panel(
            title=_("Stripe events given up"),
            rows=queries.find_dead_events(),
            describe=describe_event,
            screen="stripe_checkout_stripeevent",
            query="?state__exact=dead",
            is_urgent=True,
        ),
        build_panel(
            title=_("Alarms"),
            rows=queries.find_alarms(),
            describe=describe_alarm,
            screen="stripe_checkout_alarm",
            query="?cleared_at__isempty=1",
            is_urgent=True,
        ),
    ]


def build_stock_panels() -> list[Panel]:
    """Return what is wrong with the goods on sale."""
    return [
        build_panel(
            title=_("Nearly sold out"),
            rows=queries.find_low_stock(),
            describe=describe_stock,
            screen="partner_stockrecord",
        ),
        build_panel(
            title=_("Sold without a share: landed cost unknown or above the price"),
            rows=queries.find_costs_to_mend(on=timezone.now().date()),
            describe=describe_cost,
            screen="costing_landedcost",
            is_urgent=True,
        ),
    ]


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what waits to the context of the admin's first page."""
    built = [
        *build_books_panels(),
        *build_fund_panels(),
        *build_payout_panels(request),
        *build_care_panels(request),
        *build_programme_panels(request),
        *build_bank_panels(),
        *build_order_panels(),
        *build_return_panels(),
        build_review_panel(),
        *build_money_panels(),
        *build_machine_panels(),
        *build_stock_panels(),
    ]
    panels = [panel for panel in built if request.user.has_perm(panel.permission)]
    may_see_orders = request.user.has_perm("order.view_order")
    return context | {
        "title": gettext("Today"),
        "sales": get_sales(now=timezone.now()) if may_see_orders else None,
        "waiting": [panel for panel in panels if panel.count],
        "calm": [panel for panel in panels if not panel.count],
    }
