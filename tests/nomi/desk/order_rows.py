"""Orders, and what happens to them, a row of each."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from oscar.core.loading import get_model

from shop.counter.models import CounterSale
from shop.reviews.models import VerifiedPurchase
from shop.stripe_checkout.models import Dispute, Movement, PaymentAttempt, Refund, RefundLine

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def make_order(*, number: str = "N-4711", status: str = "Paid") -> Any:
    """Return an order of one tote with an address, and the time line that led to its status."""
    stockrecord = get_model("partner", "StockRecord").objects.first()
    country, _ = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="US",
        defaults={"printable_name": "United States", "is_shipping_country": True},
    )
    address = get_model("order", "ShippingAddress").objects.create(
        first_name="Ada",
        last_name="Buyer",
        line1="1 Main Street",
        line4="New York",
        state="NY",
        postcode="10001",
        country=country,
    )
    order = get_model("order", "Order").objects.create(
        number=number,
        status=status,
        currency="USD",
        guest_email="ada@buyer.example",
        shipping_address=address,
        shipping_method="Standard",
        date_placed=NOON,
        total_excl_tax=Decimal("23.00"),
        total_incl_tax=Decimal("24.00"),
        shipping_excl_tax=Decimal("5.00"),
        shipping_incl_tax=Decimal("5.00"),
    )
    order.lines.create(
        product=stockrecord.product,
        stockrecord=stockrecord,
        partner=stockrecord.partner,
        partner_name="Nomi",
        partner_sku=stockrecord.partner_sku,
        title="Tote",
        quantity=1,
        line_price_excl_tax=Decimal("18.00"),
        line_price_incl_tax=Decimal("19.00"),
        line_price_before_discounts_excl_tax=Decimal("18.00"),
        line_price_before_discounts_incl_tax=Decimal("19.00"),
        unit_price_excl_tax=Decimal("18.00"),
        unit_price_incl_tax=Decimal("19.00"),
        status="Open",
        num_allocated=1,
    )
    if status != "Awaiting payment":
        order.status_changes.create(old_status="Awaiting payment", new_status="Paid")
        make_payment(order)
    return order


def make_payment(order: Any) -> PaymentAttempt:
    """Return the attempt that paid the order, with its movement."""
    attempt = PaymentAttempt.objects.create(
        order=order,
        state="complete",
        amount_minor=2_400,
        currency="USD",
        livemode=False,
        session_id=f"cs_{order.number}",
        payment_intent_id=f"pi_{order.number}",
        expires_at=NOON + timedelta(minutes=31),
        created_at=NOON,
        poll_at=NOON,
        paid_order_at=NOON,
    )
    Movement.objects.create(
        order=order,
        attempt=attempt,
        kind="charge",
        stripe_id=f"pi_{order.number}",
        amount_minor=2_400,
        currency="USD",
        livemode=False,
        recorded_at=NOON,
    )
    return attempt


def make_refund(order: Any) -> Refund:
    """Return a refund that waits for Stripe."""
    refund = Refund.objects.create(
        key=str(uuid.uuid4()),
        order=order,
        attempt=order.payment_attempts.get(),
        gross_minor=1_900,
        tax_minor=100,
        currency="USD",
        reason="Broken seam",
        takes_back_sale=True,
        requested_at=NOON,
        due_at=NOON,
    )
    RefundLine.objects.create(
        refund=refund, line=order.lines.get(), quantity=1, net_minor=1_800, tax_minor=100
    )
    return refund


def make_dispute(order: Any) -> Dispute:
    """Return a dispute over the order's payment that waits for our answer."""
    return Dispute.objects.create(
        order=order,
        attempt=order.payment_attempts.get(),
        stripe_id=f"dp_{order.number}",
        state="needs_response",
        reason="fraudulent",
        amount_minor=2_400,
        fee_minor=1_500,
        currency="USD",
        due_at=NOON + timedelta(days=9),
        opened_at=NOON,
    )


def make_counter_sale(order: Any) -> CounterSale:
    """Return the order as one that staff took at a stall."""
    seller, _ = get_user_model().objects.get_or_create(username="seller")
    return CounterSale.objects.create(
        key=order.number,
        order=order,
        method="link",
        is_handed_over=False,
        taken_by=seller,
        taken_at=NOON,
    )


def make_review(order: Any) -> Any:
    """Return a review of what was ordered that waits for staff."""
    product = order.lines.get().product.parent
    [review] = get_model("reviews", "ProductReview").objects.bulk_create(
        [
            get_model("reviews", "ProductReview")(
                product=product, score=4, title="Strong", body="It holds.", name="Ada", status=0
            )
        ]
    )
    VerifiedPurchase.objects.create(review=review, order=order, product=product, written_at=NOON)
    return review
