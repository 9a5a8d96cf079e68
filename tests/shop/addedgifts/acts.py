"""A shopper who adds $25 to an order of $23.95, and what is counted of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from impact.books import chart
from impact.books.queries import get_balance, list_faults
from impact.giving.models import Gift, GiftReceipt
from impact.reconciliation.checks.trust import COVER
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.runs import reconcile
from nomi.platform.outbox.models import OutboxMessage
from shop.addedgifts.wish import GiftWish
from shop.checkout import services as checkout
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement, PaymentAttempt
from tests.shop.shopping import Shopper, make_basket, make_country, make_product

GOODS, GIFT = 2_395, 2_500
"""The order with its delivery, and the gift beside it, in cents."""


def make_shopper() -> Shopper:
    """Return a shopper with one piece in the basket; delivery comes on top."""
    make_country("US")
    return Shopper(basket=make_basket((make_product(price="18.00"), 1)))


def place(
    shopper: Shopper | None = None, *, amount_minor: int = GIFT, purpose: str = "", **more: Any
) -> checkout.Placed:
    """Place the shopper's order with a gift."""
    shopper = shopper or make_shopper()
    return checkout.place(
        basket_id=shopper.basket.pk,
        user=shopper.user,
        email=shopper.email,
        address=shopper.address,
        shipping_code=shopper.shipping_code,
        expected=shopper.look().fingerprint,
        now=timezone.now(),
        gift=GiftWish(amount_minor=amount_minor, purpose=purpose),
        **more,
    )


def begin(placed: checkout.Placed) -> PaymentAttempt:
    """Return the order's attempt with its page open at Stripe."""
    assert placed.attempt_id is not None
    payments.start_payment(attempt_id=placed.attempt_id, now=timezone.now())
    return PaymentAttempt.objects.get(pk=placed.attempt_id)


def pay(stripe: Any, placed: checkout.Placed) -> Any:
    """Pay on Stripe's page and settle; return the order."""
    attempt = begin(placed)
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    placed.order.refresh_from_db()
    return placed.order


def get_gift(order: Any) -> Gift:
    gift: Gift = Gift.objects.get(order_number=order.number)
    return gift


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an order and its gift stand: statuses, what moved, receipts, the fund, what is owed."""

    order: str
    gift: str
    moved: tuple[tuple[str, int], ...]
    receipts: tuple[tuple[int, str, int], ...]
    fund: int
    mails: tuple[str, ...]


def look(order: Any) -> Standing:
    order.refresh_from_db()
    moved = Movement.objects.filter(order=order).order_by("pk")
    receipts = GiftReceipt.objects.order_by("serial")
    return Standing(
        order=order.status,
        gift=get_gift(order).state,
        moved=tuple(moved.values_list("kind", "amount_minor")),
        receipts=tuple(receipts.values_list("serial", "kind", "amount_minor")),
        fund=get_balance(chart.FUND_AVAILABLE),
        mails=tuple(sorted(OutboxMessage.objects.values_list("kind", flat=True))),
    )


PLACED = Standing(order="Awaiting payment", gift="placed", moved=(), receipts=(), fund=0, mails=())
PAID = Standing(
    order="Paid",
    gift="paid",
    moved=(("charge", GOODS + GIFT), ("transfer", -GIFT)),
    receipts=((1, "receipt", GIFT),),
    fund=GIFT,
    mails=("gift_receipt", "order_paid"),
)


def list_differences() -> list[Any]:
    """Return what differs between Stripe and the books once nothing is on its way any more.

    Left out is that a store with one order cannot cover its trust: the card fees are its own.
    """
    reconcile(actor="test", now=timezone.now() + timedelta(days=3))
    differing = Discrepancy.objects.open().exclude(kind=COVER)
    found = differing.values_list("kind", "reference", "amount_minor")
    clearing = {code: get_balance(code) for code in (chart.ORDER_CLEARING, chart.GIFT_CLEARING)}
    return [*found, *list_faults(), *((code, left) for code, left in clearing.items() if left)]
