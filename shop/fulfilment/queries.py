"""Read what of an order has left, what was taken out, and what still waits."""

from collections import Counter
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from shop.fulfilment.models import CancelledLine, Shipment, ShippedLine
from shop.order.queries import PAID, PARTLY_SHIPPED, READY
from shop.shipping.rates import COLLECT

SENDABLE = (PAID, READY, PARTLY_SHIPPED)
"""What may leave. An order on hold may not, and one that nobody paid may not either."""


def get_open_pieces(*, order: Any) -> dict[int, int]:
    """Return how many pieces of each order line still wait; lines that wait for none are left out.

    Three queries.
    """
    gone: Counter[int] = Counter()
    for model in (ShippedLine, CancelledLine):
        rows = model.objects.filter(line__order=order).values_list("line_id", "quantity")
        for line_id, quantity in rows:
            gone[line_id] += quantity
    lines = order.lines.order_by("pk").values_list("pk", "quantity")
    return {pk: quantity - gone[pk] for pk, quantity in lines if quantity > gone[pk]}


def get_sent_pieces(*, order: Any) -> dict[int, int]:
    """Return how many pieces of each order line have left, lines without any left out."""
    sent: Counter[int] = Counter()
    rows = ShippedLine.objects.filter(shipment__order=order).order_by("line_id")
    for line_id, quantity in rows.values_list("line_id", "quantity"):
        sent[line_id] += quantity
    return dict(sent)


def list_shipments(*, order: Any) -> list[Shipment]:
    """Return the order's parcels with their lines, the first one first. Two queries."""
    rows = Shipment.objects.filter(order=order).order_by("pk")
    return list(rows.prefetch_related("lines__line"))


def _sum_pieces(model: Any) -> Coalesce:
    """Return the pieces of a line that are in rows of the model."""
    rows = model.objects.filter(line=OuterRef("pk")).order_by().values("line")
    return Coalesce(Subquery(rows.annotate(pieces=Sum("quantity")).values("pieces")), 0)


def find_lines_to_pick(*, of: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """Return the lines of orders that may leave, each with `open` pieces above zero.

    They are those `of` the orders given, else of all that are sent: what is collected at an event
    has a list of its own.
    """
    lines = get_model("order", "Line").objects.filter(order__status__in=SENDABLE)
    if of is None:
        lines = lines.exclude(order__shipping_code__startswith=COLLECT)
    else:
        lines = lines.filter(order__in=of)
    counted = lines.annotate(gone=_sum_pieces(ShippedLine) + _sum_pieces(CancelledLine))
    waiting: QuerySet[Any] = (
        counted.filter(gone__lt=F("quantity"))
        .annotate(open=F("quantity") - F("gone"))
        .select_related("order")
        .order_by("order__date_placed", "order_id", "pk")
    )
    return waiting
