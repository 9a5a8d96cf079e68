"""Paid orders that wait to be packed, and what we count of them."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model

from nomi.platform.outbox.models import OutboxMessage
from shop.fulfilment.models import Shipment
from shop.fulfilment.services import cancel_pieces, ship_pieces
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Refund
from tests.failure_cases import scenes


def make_paid_order(stripe: Any, *, quantity: int = 3) -> Any:
    """Return an order of three totes, paid at Stripe: $54.00 and $5.00 for delivery."""
    order = scenes.make_order(quantity=quantity)
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    return order


def ship(order: Any, pieces: int | None = None, *, key: str = "parcel-1") -> Shipment:
    return ship_pieces(
        order_id=order.pk,
        carrier="usps",
        tracking_number="9400 1",
        key=key,
        by=None,
        now=timezone.now(),
        pieces=None if pieces is None else {order.lines.get().pk: pieces},
    )


def cancel(
    order: Any, pieces: int | None = None, *, key: str = "out-1", restocks: bool = True
) -> Any:
    return cancel_pieces(
        order_id=order.pk,
        reason="Changed her mind",
        restocks=restocks,
        key=key,
        by=None,
        now=timezone.now(),
        pieces=None if pieces is None else {order.lines.get().pk: pieces},
    )


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What of an order everybody must agree on: its state, the shelf, its refunds and mails."""

    status: str
    shelf: int
    held: int
    refunded: int
    mails: list[str]


def read(order: Any) -> Facts:
    order.refresh_from_db()
    record = get_model("partner", "StockRecord").objects.get(pk=order.lines.get().stockrecord_id)
    mails = OutboxMessage.objects.exclude(kind="order_paid").order_by("pk")
    return Facts(
        status=order.status,
        shelf=record.num_in_stock,
        held=record.num_allocated or 0,
        refunded=sum(Refund.objects.filter(order=order).values_list("gross_minor", flat=True)),
        mails=list(mails.values_list("kind", flat=True)),
    )
