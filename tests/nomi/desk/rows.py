"""One row of everything that staff look at."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from oscar.core.loading import get_model

from impact.api import record_sale
from impact.participants.models import Participant
from impact.participants.services.disputes import take_dispute
from impact.participants.services.people import add_note
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from nomi.demo.catalogue import seed_catalogue
from nomi.demo.consents import seed_consents
from nomi.demo.participants import seed_participants
from nomi.demo.records import seed_records
from nomi.platform.outbox.models import OutboxMessage
from shop.counter.models import CounterSale
from shop.events import PaidLine
from shop.giftcards.services.issuing import issue_card
from shop.giftcards.services.selling import CardOrder, order_card
from shop.presents.models import Present
from shop.reviews.models import VerifiedPurchase
from shop.stripe_checkout.models import (
    Alarm,
    Dispute,
    Movement,
    PaymentAttempt,
    Refund,
    RefundLine,
    StaffTask,
    StripeEvent,
)
from tests.impact.participants.builders import WORKER, hold, make_plan
from tests.nomi.desk.public_rows import make_public_words
from tests.shop.collecting.scenes import keep_for_fair

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


def make_gift_card() -> None:
    """Make a card that is bought and waits to be spent."""
    ordered = order_card(
        wish=CardOrder(
            key=uuid.uuid4(),
            amount_minor=5_000,
            buyer_email="ada@buyer.example",
            recipient_email="bo@buyer.example",
        ),
        user=AnonymousUser(),
        now=NOON,
    )
    issue_card(order=ordered.order, now=NOON)


def make_offers() -> None:
    """Make a range, an offer on it and a voucher for the offer."""
    goods = get_model("offer", "Range").objects.create(
        name="Everything", slug="everything", includes_all_products=True
    )
    condition = get_model("offer", "Condition").objects.create(range=goods, type="Count", value=1)
    benefit = get_model("offer", "Benefit").objects.create(range=goods, type="Percentage", value=10)
    offer = get_model("offer", "ConditionalOffer").objects.create(
        name="Ten off", slug="ten-off", offer_type="Voucher", condition=condition, benefit=benefit
    )
    vouchers = get_model("voucher", "VoucherSet").objects.create(
        name="Spring", count=0, start_datetime=NOON, end_datetime=NOON + timedelta(days=30)
    )
    voucher = get_model("voucher", "Voucher").objects.create(
        name="Ten",
        code="TEN",
        usage="Multi-use",
        voucher_set=vouchers,
        start_datetime=NOON,
        end_datetime=NOON + timedelta(days=30),
    )
    voucher.offers.add(offer)


def make_share() -> None:
    """Sell one line and bring its share to the training accounts."""
    seed_participants(now=NOON)
    line = PaidLine(
        line_id=1, title="Tote", sku="TOTE", quantity=1, net_minor=1_800, landed_unit_minor=1_320
    )
    record_sale(
        order_number="N-4711",
        currency="USD",
        gross_minor=2_400,
        shipping_minor=500,
        tax_minor=100,
        lines=[line],
        paid_at=NOON,
    )
    mature_shares(now=NOON + timedelta(days=365))
    allocate_fund(now=NOON + timedelta(days=365))


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


def make_case() -> None:
    """Make an interview, a plan, a note and a disputed line of one participant."""
    participant = Participant.objects.order_by("pk").first()
    hold(participant)
    make_plan(participant)
    now = timezone.now()
    add_note(participant_id=participant.pk, words="Call the school.", actor=WORKER, now=now)
    take_dispute(
        participant_id=participant.pk, line_number=1, her_words="Why?", actor=WORKER, now=now
    )


def make_everything() -> None:
    """Make one row of everything that staff look at."""
    seed_catalogue()
    make_share()
    make_case()
    seed_consents(now=timezone.now())
    seed_records(now=timezone.now())
    make_public_words(now=NOON)
    order = make_order()
    make_refund(order)
    make_dispute(order)
    make_counter_sale(order)
    make_gift_card()
    keep_for_fair(order)
    Present.objects.create(order=order, note="Happy birthday", hides_prices=True)
    make_review(order)
    make_offers()
    get_model("order", "OrderNote").objects.create(order=order, note_type="Info", message="Hello")
    StaffTask.objects.create(
        kind="amount_differs", reference="x", order=order, facts={"asked": "1"}, created_at=NOON
    )
    Alarm.objects.create(kind="bad_signature", reference="x", first_at=NOON, last_at=NOON)
    StripeEvent.objects.create(
        event_id="evt_1",
        type="checkout.session.completed",
        object_id="cs_1",
        livemode=False,
        body={},
        state="dead",
        error="boom",
        happened_at=NOON,
        received_at=NOON,
        due_at=NOON,
    )
    OutboxMessage.objects.create(
        kind="order_paid",
        reference=order.number,
        state="dead",
        tries=8,
        due_at=NOON,
        created_at=NOON,
        error="SMTPException",
    )
