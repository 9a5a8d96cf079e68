"""Gifts that go back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from stripe import StripeClient

from impact.books import chart
from impact.books import services as books
from impact.books.queries import get_balance
from impact.giving.models import Gift, GiftReceipt, GiftRefund
from impact.giving.services import refunding
from impact.giving.services.refusals import GivingRefusedError, NotReceivedError
from impact.pages.counting.money import build_quarters
from nomi.sandbox.server import Sandbox
from tests.impact.giving.builders import PAID, begin, give, read_facts

REFUNDED = {
    "state": "refunded",
    "entries": ["gift", "gift-refund"],
    "clearing": 0,
    "fund": 0,
    "receipts": [(1, "receipt"), (2, "void")],
    "mails": ["gift_receipt", "gift_receipt_voided"],
}


def ask(gift: Gift, amount_minor: int = 5_000, **changes: Any) -> GiftRefund:
    return refunding.request_refund(
        gift_id=gift.pk,
        amount_minor=amount_minor,
        now=timezone.now(),
        **{"reason": "Asked for by the donor.", "actor": "staff:1", **changes},
    )


def refund(gift: Gift, amount_minor: int = 5_000) -> GiftRefund:
    asked = ask(gift, amount_minor)
    return refunding.submit_refund(refund_id=asked.pk, now=timezone.now())


@pytest.mark.django_db
def test_refund_reverses_the_gift_and_voids_its_receipt(stripe: Sandbox) -> None:
    gift = give(stripe)

    done = refund(gift)

    assert (done.state, done.is_absorbed_by_reserve) == ("done", False)
    assert read_facts(gift) == REFUNDED


@pytest.mark.django_db
def test_refund_in_the_dashboard_is_taken_over_once(
    stripe: Sandbox, client_of_stripe: StripeClient
) -> None:
    gift = give(stripe)
    client_of_stripe.v1.refunds.create({"payment_intent": gift.payment_intent_id or ""})

    for _ in range(2):
        refunding.sync_refunds(gift_id=gift.pk, now=timezone.now())

    assert read_facts(gift) == REFUNDED


@pytest.mark.django_db
def test_part_of_a_gift_goes_back_and_the_rest_is_acknowledged_anew(stripe: Sandbox) -> None:
    gift = give(stripe, covers_fee=True)

    refund(gift, 2_590)

    assert read_facts(gift) == {
        "state": "paid",
        "entries": ["gift", "gift-refund"],
        "clearing": 2_590,
        "fund": 2_500,
        "receipts": [(1, "receipt"), (2, "void"), (3, "receipt")],
        "mails": ["gift_receipt", "gift_receipt"],
    }
    last = GiftReceipt.objects.get(serial=3)
    assert (last.amount_minor, last.replaces_id is not None) == (2_590, True)
    refund(gift, 2_590)
    assert (read_facts(gift)["clearing"], get_balance(chart.GIFTS)) == (0, 0)
    assert read_facts(gift)["state"] == "refunded"


@pytest.mark.django_db
def test_reserve_gives_back_what_has_gone_on(stripe: Sandbox) -> None:
    gift = give(stripe)
    books.post(
        books.Posting(
            kind="test",
            key="gone-on",
            effective_on=timezone.now().date(),
            lines=[(chart.FUND_AVAILABLE, 4_000), (chart.GENERAL, -4_000)],
        )
    )

    done = refund(gift)

    assert done.is_absorbed_by_reserve
    assert (get_balance(chart.FUND_AVAILABLE), get_balance(chart.RESERVE)) == (1_000, -5_000)
    assert read_facts(gift)["clearing"] == 0


@pytest.mark.django_db
def test_dispute_takes_the_gift_back_and_its_end_returns_it(stripe: Sandbox) -> None:
    gift = give(stripe)

    for _ in range(2):
        refunding.record_dispute(
            gift_id=gift.pk, dispute_id="dp_1", taken_minor=5_000, now=timezone.now()
        )
    assert read_facts(gift) == REFUNDED
    for _ in range(2):
        refunding.record_dispute(
            gift_id=gift.pk, dispute_id="dp_1", taken_minor=0, now=timezone.now()
        )

    facts = read_facts(gift)
    assert (facts["state"], facts["clearing"], facts["fund"]) == ("paid", 5_000, 5_000)
    assert facts["receipts"] == [(1, "receipt"), (2, "void"), (3, "receipt")]


@pytest.mark.django_db
def test_published_quarter_counts_a_gift_that_came_back_again(stripe: Sandbox) -> None:
    gift = give(stripe)
    until = timezone.localdate() + timedelta(days=1)

    counted = []
    for taken_minor in (5_000, 0):
        refunding.record_dispute(
            gift_id=gift.pk, dispute_id="dp_1", taken_minor=taken_minor, now=timezone.now()
        )
        counted.append([each["gifts"] for each in build_quarters(until=until)])

    assert counted == [[0], [50]]


@pytest.mark.parametrize(
    ("amount", "reason"), [(5_001, "Why not."), (0, "Why not."), (5_000, "  ")]
)
@pytest.mark.django_db
def test_unfit_refund_is_refused(stripe: Sandbox, amount: int, reason: str) -> None:
    gift = give(stripe)

    with pytest.raises(GivingRefusedError):
        ask(gift, amount, reason=reason)

    assert GiftRefund.objects.count() == 0
    assert read_facts(gift) == PAID


@pytest.mark.django_db
def test_unpaid_gift_is_not_refunded(stripe: Sandbox) -> None:
    gift = begin()

    with pytest.raises(NotReceivedError):
        ask(gift)

    assert GiftRefund.objects.count() == 0


@pytest.mark.django_db
def test_second_refund_waits_for_the_first(stripe: Sandbox) -> None:
    gift = give(stripe)
    first = ask(gift, 1_000)

    with pytest.raises(GivingRefusedError):
        ask(gift, 1_000)

    with pytest.raises(IntegrityError), transaction.atomic():
        GiftRefund.objects.create(
            gift=gift,
            amount_minor=1_000,
            reason="Again.",
            requested_by="staff:1",
            requested_at=first.requested_at,
            due_at=first.due_at,
        )
    assert GiftRefund.objects.count() == 1
