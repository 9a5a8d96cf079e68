"""The people and things of a failure case: an order awaiting payment, Stripe, and what we count."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import create_product, create_stockrecord
from stripe import StripeClient

from nomi.platform.outbox.models import OutboxMessage
from nomi.sandbox.errors import Refusal
from nomi.sandbox.payments import Declined
from shop.order.numbers import make_order_number
from shop.stock import services as stock
from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import Movement, PaymentAttempt, StaffTask


def make_record(*, in_stock: int = 5) -> Any:
    """Return the stock record of a tote at $18.00."""
    return create_stockrecord(create_product(title="Tote"), Decimal("18.00"), num_in_stock=in_stock)


def make_order(*, record: Any = None, quantity: int = 1, shipping: str = "5.00") -> Any:
    """Return an order awaiting payment with its goods on hold: totes, delivery, no tax."""
    record = record or make_record()
    basket = get_model("basket", "Basket").objects.create(status="Frozen")
    goods = Decimal("18.00") * quantity
    total = goods + Decimal(shipping)
    order = get_model("order", "Order").objects.create(
        number=make_order_number(),
        basket=basket,
        guest_email="buyer@example.org",
        currency="USD",
        total_incl_tax=total,
        total_excl_tax=total,
        shipping_incl_tax=Decimal(shipping),
        shipping_excl_tax=Decimal(shipping),
        status="Awaiting payment",
        date_placed=timezone.now(),
    )
    order.lines.create(
        partner=record.partner,
        partner_sku=record.partner_sku,
        stockrecord=record,
        product=record.product,
        title="Tote",
        quantity=quantity,
        num_allocated=quantity,
        line_price_excl_tax=goods,
        line_price_incl_tax=goods,
        line_price_before_discounts_excl_tax=goods,
        line_price_before_discounts_incl_tax=goods,
        unit_price_excl_tax=Decimal("18.00"),
        unit_price_incl_tax=Decimal("18.00"),
        status="Open",
    )
    stock.allocate(quantities={record.pk: quantity})
    return order


def begin(order: Any, *, now: datetime | None = None) -> PaymentAttempt:
    """Return the order's attempt with its session open at Stripe."""
    moment = now or timezone.now()
    attempt = services.open_attempt(order=order, now=moment)
    services.start_payment(attempt_id=attempt.pk, now=moment)
    attempt.refresh_from_db()
    return attempt


def make_overdue(attempt: PaymentAttempt) -> None:
    """Let the attempt's time at our side be over."""
    past = timezone.now() - timedelta(minutes=1)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(expires_at=past, poll_at=past)


def list_bodies(*types: str) -> list[dict[str, Any]]:
    """Return the bodies of Stripe's events of these types, oldest first."""
    events = gateway.list_events(since=timezone.now() - timedelta(hours=1), limit=500)
    return [event.body for event in reversed(events) if not types or event.type in types]


def sign(body: bytes, *, secret: str | None = None, moment: datetime | None = None) -> str:
    """Return the signature Stripe would send with the body."""
    seconds = int((moment or timezone.now()).timestamp())
    key = (secret or settings.STRIPE_WEBHOOK_SECRETS[0]).encode()
    digest = hmac.new(key, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def send_webhook(body: dict[str, Any], **signing: Any) -> int:
    """Deliver an event as Stripe would; return the status we answered."""
    raw = json.dumps(body).encode()
    answer = Client(raise_request_exception=False).post(
        "/stripe/webhook/",
        data=raw,
        content_type="application/json",
        headers={"Stripe-Signature": sign(raw, **signing)},
    )
    return answer.status_code


@dataclass(frozen=True)
class Effects:
    """Everything that must happen once, counted."""

    status: str
    charges: int
    paid_changes: int
    mails: int
    held: int


def count_effects(order: Any) -> Effects:
    """Count what the order's payment brought about."""
    order.refresh_from_db()
    line = order.lines.get()
    record = get_model("partner", "StockRecord").objects.get(pk=line.stockrecord_id)
    return Effects(
        status=order.status,
        charges=Movement.objects.filter(order=order, kind="charge").count(),
        paid_changes=order.status_changes.filter(new_status="Paid").count(),
        mails=OutboxMessage.objects.filter(kind="order_paid", reference=order.number).count(),
        held=record.num_allocated or 0,
    )


UNPAID = Effects(status="Awaiting payment", charges=0, paid_changes=0, mails=0, held=1)
PAID = Effects(status="Paid", charges=1, paid_changes=1, mails=1, held=1)
CANCELLED = Effects(status="Cancelled", charges=0, paid_changes=0, mails=0, held=0)


def list_tasks() -> list[tuple[str, str]]:
    """Return what staff are asked to look at."""
    return list(StaffTask.objects.order_by("pk").values_list("kind", "reference"))


def refund_in_dashboard(payment_intent_id: str, *, amount_minor: int) -> None:
    """Give money back in Stripe's own dashboard, behind our back."""
    gateway.create_refund(
        payment_intent_id=payment_intent_id,
        amount_minor=amount_minor,
        refund_uid="",
        idempotency_key=f"dashboard:{payment_intent_id}:{amount_minor}",
    )


def make_event(event_id: str, kind: str, object_id: str) -> dict[str, Any]:
    """Return the body of an event that Stripe could have sent about an object."""
    return {
        "id": event_id,
        "object": "event",
        "type": kind,
        "livemode": False,
        "api_version": gateway.API_VERSION,
        "created": int(timezone.now().timestamp()),
        "data": {"object": {"id": object_id}},
    }


def lose_answers(stripe: Any, path: str) -> None:
    """Let Stripe act on the next calls under a path and say nothing, until the client gives up."""
    stripe.faults.set("drop", path=path, times=gateway.RETRIES + 1)


def try_to_pay(stripe: Any, session_id: str, *, card: str = "4242424242424242") -> bool:
    """Pay on Stripe's page; return whether it took the card."""
    try:
        stripe.pay(session_id, card=card)
    except (Refusal, Declined):
        return False
    return True


def count_sessions(stripe: Any) -> int:
    """Return how many Checkout Sessions Stripe has."""
    client = StripeClient("sk_test_standin", base_addresses={"api": stripe.url})
    return len(client.v1.checkout.sessions.list().data)
