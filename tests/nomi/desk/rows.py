"""One row of everything that staff look at."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from oscar.core.loading import get_model

from impact.api import record_sale
from impact.participants.models import Participant, TrainingAccount
from impact.participants.queries.accounts import add_months
from impact.participants.services import change_status
from impact.participants.services.disputes import take_dispute
from impact.participants.services.people import add_note
from impact.payouts.services.balances import propose_release
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from nomi.demo.catalogue import seed_catalogue
from nomi.demo.consents import seed_consents
from nomi.demo.participants import seed_participants
from nomi.demo.records import seed_records
from nomi.platform.outbox.models import OutboxMessage
from shop.events import PaidLine
from shop.giftcards.services.issuing import issue_card
from shop.giftcards.services.selling import CardOrder, order_card
from shop.presents.models import Present
from shop.stripe_checkout.models import Alarm, StaffTask, StripeEvent
from tests.impact.participants.builders import WORKER, hold, make_plan
from tests.nomi.desk.giving_rows import make_giving
from tests.nomi.desk.order_rows import (
    NOON,
    make_counter_sale,
    make_dispute,
    make_order,
    make_refund,
    make_review,
)
from tests.nomi.desk.public_rows import make_public_words
from tests.shop.collecting.scenes import keep_for_fair


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


def make_leaving() -> None:
    """Let one have left long ago, with a balance that is proposed to go back."""
    account = TrainingAccount.objects.order_by("opened_on")[1]
    now = timezone.now()
    change_status(
        account_code=account.code,
        status="left",
        on=add_months(now.date(), -24),
        reason="Moved.",
        actor=WORKER,
        now=now - (now.date() - add_months(now.date(), -24)),
    )
    propose_release(account_code=account.code, reason="Asked for.", actor=WORKER, now=now)


def make_everything() -> None:
    """Make one row of everything that staff look at."""
    seed_catalogue()
    make_share()
    make_case()
    make_leaving()
    seed_consents(now=timezone.now())
    seed_records(now=timezone.now())
    make_public_words(now=NOON)
    make_giving(now=NOON)
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
