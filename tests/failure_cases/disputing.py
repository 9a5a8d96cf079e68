"""What a buyer's bank does, and what of it is seen: by us, in the books and at Stripe."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from impact.books import chart
from impact.books.queries import get_balances
from shop.costing.services import freeze_line_costs, record_landed_cost
from shop.stripe_checkout import services
from shop.stripe_checkout.models import Dispute, Movement
from tests.failure_cases import scenes

EVENTS = tuple(
    f"charge.dispute.{what}"
    for what in ("created", "funds_withdrawn", "updated", "funds_reinstated", "closed")
)
GROSS, SHARE, FUND = 4_100, 384, 346
"""Two totes at $18.00 and delivery; of a markup of $9.60 the share, and the fund's part of it."""
FEE = 1_500
CODES = (chart.CHARGEBACKS, chart.FUND_PENDING, chart.FUND_AVAILABLE, chart.RESERVE)
SOLD = (0, FUND, 0, SHARE - FUND)
"""Those accounts while the sale stands."""


def pay(stripe: Any, *, quantity: int = 2) -> Any:
    """Return a paid order of totes whose cost is known."""
    record = scenes.make_record(in_stock=50)
    today = timezone.now().date()
    record_landed_cost(
        stockrecord_id=record.pk,
        effective_on=today - timedelta(days=1),
        purchase_minor=1_320,
        freight_minor=0,
        duty_minor=0,
        handling_minor=0,
    )
    order = scenes.make_order(record=record, quantity=quantity)
    freeze_line_costs(order=order, on=today)
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())
    order.refresh_from_db()
    return order


def find_charge(order: Any) -> str:
    """Return Stripe's id of the order's charge."""
    return str(Movement.objects.get(order=order, kind="charge").stripe_id)


def switch(stripe: Any, door: str, **words: Any) -> Any:
    """Do at Stripe what we have no hand in."""
    return stripe.switches.answer("POST", f"/_sandbox/{door}", words)


def dispute(stripe: Any, order: Any, **words: Any) -> str:
    """Let the buyer's bank take the payment back; return the dispute's id."""
    return str(switch(stripe, f"dispute/{find_charge(order)}", **words)["id"])


def hear(*types: str) -> list[str]:
    """Bring the events of disputes once more, oldest first; return what became of each."""
    states = []
    for body in scenes.list_bodies(*(types or EVENTS)):
        assert scenes.send_webhook(body) == 200
        states.append(services.handle_event(event_id=body["id"], now=timezone.now()))
    return states


def read_books() -> tuple[int, ...]:
    """Return chargebacks, fund pending and available, and the reserve, in cents."""
    return tuple(get_balances(codes=CODES).values())


@dataclass(frozen=True)
class Seen:
    """How a disputed order stands."""

    status: str
    disputes: tuple[str, ...]
    moved: tuple[int, ...]


def look(order: Any) -> Seen:
    """Return how the order, its disputes and their money stand."""
    order.refresh_from_db()
    moved = Movement.objects.filter(order=order, kind__startswith="dispute").order_by("pk")
    return Seen(
        status=order.status,
        disputes=tuple(Dispute.objects.filter(order=order).values_list("state", flat=True)),
        moved=tuple(moved.values_list("amount_minor", flat=True)),
    )
