"""What tests of cash do: take it, and read all that must happen once or not at all."""

from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model

from impact.books import chart
from impact.books.models import Entry, Line
from impact.books.queries import get_balance
from nomi.platform.outbox.models import OutboxMessage
from shop.stripe_checkout import services
from shop.stripe_checkout.models import Movement

TOTAL = 2_300
"""A tote at $18.00 and delivery for $5.00."""


def take(order: Any, seller: Any, *, amount_minor: int = TOTAL) -> Movement:
    return services.take_cash(
        order_number=order.number, amount_minor=amount_minor, by=seller, now=timezone.now()
    )


def read_facts(order: Any) -> dict[str, Any]:
    """Return everything that must happen once, or not at all."""
    order.refresh_from_db()
    record = get_model("partner", "StockRecord").objects.get(pk=order.lines.get().stockrecord_id)
    moved = Movement.objects.filter(order=order).order_by("pk")
    return {
        "status": order.status,
        "moved": list(moved.values_list("kind", "amount_minor")),
        "entries": sorted(
            Entry.objects.filter(reference=order.number).values_list("kind", flat=True)
        ),
        "cash": get_balance(chart.CASH),
        "clearing": sum(
            Line.objects.filter(
                account__code=chart.ORDER_CLEARING, entry__reference=order.number
            ).values_list("amount_minor", flat=True)
        ),
        "held": record.num_allocated or 0,
        "mails": sorted(OutboxMessage.objects.values_list("kind", flat=True)),
    }


PAID = {
    "status": "Paid",
    "moved": [("cash", TOTAL)],
    "entries": ["cash", "sale"],
    "cash": TOTAL,
    "clearing": 0,
    "held": 1,
    "mails": ["order_paid"],
}
