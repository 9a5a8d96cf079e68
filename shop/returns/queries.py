"""Read returns, and what of an order may still come back."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from shop.fulfilment.models import Shipment, ShippedLine
from shop.returns.models import Return, ReturnLine
from shop.stripe_checkout.queries import get_refunded_parts


def get_last_day(*, shipment: Shipment) -> date:
    """Return the day until whose end the pieces of a parcel may be asked back for."""
    if shipment.delivered_at is not None:
        return shipment.delivered_at.date() + timedelta(days=settings.RETURN_DAYS_AFTER_ARRIVAL)
    return shipment.shipped_at.date() + timedelta(days=settings.RETURN_DAYS_AFTER_LEAVING)


def get_returnable_pieces(*, order: Any, now: datetime) -> dict[int, int]:
    """Return how many pieces of each line may be asked back for; lines without any are left out.

    Pieces that left and whose days are not over, less those in returns asked since the first such
    parcel left, and never more than were neither refunded nor are on their way back. Five queries.
    """
    parcels = [
        parcel
        for parcel in Shipment.objects.filter(order=order).order_by("shipped_at", "pk")
        if get_last_day(shipment=parcel) >= now.date()
    ]
    if not parcels:
        return {}
    sent = _count(ShippedLine.objects.filter(shipment__in=parcels).values_list("line", "quantity"))
    claimed: Counter[int] = Counter()
    coming: Counter[int] = Counter()
    for row in _find_claims(order):
        if row.return_of.state in Return.OPEN:
            coming[row.line_id] += row.quantity
        if row.return_of.requested_at >= parcels[0].shipped_at:
            claimed[row.line_id] += _count_pieces(row)
    refunded = get_refunded_parts(order=order).quantities
    ordered = dict(order.lines.order_by("pk").values_list("pk", "quantity"))
    left = {
        pk: min(sent[pk] - claimed[pk], pieces - refunded.get(pk, 0) - coming[pk])
        for pk, pieces in ordered.items()
    }
    return {pk: pieces for pk, pieces in left.items() if pieces > 0}


def get_pieces_back(*, order: Any) -> dict[int, int]:
    """Return how many pieces of each line have come back and were looked at."""
    rows = ReturnLine.objects.filter(return_of__order=order, return_of__state=Return.State.CLOSED)
    return dict(_count((row.line_id, _count_pieces(row)) for row in rows))


def list_returns(*, order: Any) -> list[Return]:
    """Return the order's returns with their lines, the latest first. Two queries."""
    return list(Return.objects.filter(order=order).prefetch_related("lines__line"))


def find_return(*, order: Any, uid: Any) -> Return | None:
    """Return the order's return of this id, or None."""
    return Return.objects.filter(order=order, uid=uid).first()


def find_returns(*states: str) -> QuerySet[Return]:
    """Return the returns in these states, the longest waiting first."""
    found = Return.objects.filter(state__in=states).select_related("order")
    return found.order_by("requested_at", "pk")


def _find_claims(order: Any) -> QuerySet[ReturnLine]:
    claims = ReturnLine.objects.filter(return_of__order=order).select_related("return_of")
    return claims.exclude(return_of__state__in=Return.NOTHING_CAME)


def _count_pieces(row: ReturnLine) -> int:
    """Return the pieces that a line of a return claims, or those that came of them."""
    if row.restocked is None or row.written_off is None:
        return row.quantity
    return row.restocked + row.written_off


def _count(rows: Any) -> Counter[int]:
    counted: Counter[int] = Counter()
    for line_id, pieces in rows:
        counted[line_id] += pieces
    return counted
