"""Monthly gifts over simulated months, with a card that is refused, changed, paused, ended."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from impact.books import chart
from impact.books.queries import get_balance
from impact.giving.mails import render_failed, render_news, render_receipt
from impact.giving.models import Gift, GiftReceipt, MonthlyGift
from impact.giving.services import changing
from impact.giving.services.monthly import settle_monthly
from impact.giving.services.placing import Wish, place_monthly_gift, start_monthly_gift
from impact.giving.services.refusals import GivingRefusedError
from impact.giving.services.sweeps import settle_due
from nomi.platform.outbox.models import OutboxMessage
from nomi.sandbox.payments import DECLINED, GOOD, Declined, pay
from nomi.sandbox.server import Sandbox
from tests.impact.giving.builders import ADA, race

MONTH = 31 * 86_400


def place(**wish: Any) -> MonthlyGift:
    """Return a monthly gift of $25.00 with its page open at Stripe."""
    now = timezone.now()
    monthly = place_monthly_gift(
        donor=ADA, wish=Wish(**{"amount_minor": 2_500, **wish}), form_key=uuid4(), now=now
    )
    start_monthly_gift(monthly_id=monthly.pk, now=now)
    monthly.refresh_from_db()
    return monthly


def begin(stripe: Sandbox, **wish: Any) -> MonthlyGift:
    """Return a monthly gift whose first month is paid."""
    monthly = place(**wish)
    pay(stripe.state, monthly.session_id or "", card=GOOD, email=monthly.donor_email)
    return sync(monthly)


def sync(monthly: MonthlyGift) -> MonthlyGift:
    settle_monthly(monthly_id=monthly.pk, now=timezone.now())
    monthly.refresh_from_db()
    return monthly


def pass_months(stripe: Sandbox, count: int = 1) -> None:
    for _ in range(count):
        stripe.switches.answer("POST", "/_sandbox/clock", {"seconds": MONTH})


def set_card(stripe: Sandbox, monthly: MonthlyGift, card: str) -> None:
    stripe.switches.answer("POST", f"/_sandbox/card/{monthly.customer_id}", {"card": card})


def read_facts(monthly: MonthlyGift) -> dict[str, Any]:
    """Return what the months have brought."""
    monthly.refresh_from_db()
    return {
        "state": monthly.state,
        "gifts": [gift.total_minor for gift in monthly.gifts.order_by("pk")],
        "fund": get_balance(chart.FUND_AVAILABLE),
        "receipts": GiftReceipt.objects.count(),
        "mails": sorted(OutboxMessage.objects.values_list("kind", flat=True)),
    }


@pytest.mark.django_db
def test_three_months_with_a_refused_card_are_three_gifts(stripe: Sandbox) -> None:
    monthly = begin(stripe)
    assert read_facts(monthly) == {
        "state": "active",
        "gifts": [2_500],
        "fund": 2_500,
        "receipts": 1,
        "mails": ["gift_receipt"],
    }

    set_card(stripe, monthly, DECLINED)
    pass_months(stripe)
    sync(monthly)
    assert (monthly.state, bool(monthly.open_invoice_id)) == ("past_due", True)
    assert read_facts(monthly)["mails"] == ["gift_receipt", "monthly_gift_failed"]
    with pytest.raises(GivingRefusedError):
        changing.retry_payment(monthly_id=monthly.pk, now=timezone.now())

    set_card(stripe, monthly, GOOD)
    changing.retry_payment(monthly_id=monthly.pk, now=timezone.now())
    assert (read_facts(monthly)["state"], read_facts(monthly)["gifts"]) == ("active", [2_500] * 2)
    assert monthly.open_invoice_id == ""
    pass_months(stripe)
    sync(monthly)

    facts = read_facts(monthly)
    assert (facts["state"], facts["gifts"], facts["fund"]) == ("active", [2_500] * 3, 7_500)
    assert facts["receipts"] == 3
    assert get_balance(chart.GIFT_CLEARING) == 7_500
    assert len({gift.reference for gift in monthly.gifts.all()}) == 3


@pytest.mark.django_db
def test_each_months_receipt_leads_to_the_monthly_gift(stripe: Sandbox) -> None:
    begin(stripe, purpose="school")

    mail = render_receipt(str(GiftReceipt.objects.get().pk))

    assert ["/give/monthly/" in twin for twin in (mail.text, mail.html)] == [True, True]


@pytest.mark.django_db
def test_refused_first_card_begins_nothing(stripe: Sandbox) -> None:
    monthly = place()
    with pytest.raises(Declined):
        pay(stripe.state, monthly.session_id or "", card=DECLINED, email="ada@donor.example")

    sync(monthly)

    assert (monthly.state, Gift.objects.count()) == ("placed", 0)


@pytest.mark.django_db
def test_page_that_expired_never_begins(stripe: Sandbox) -> None:
    monthly = place()
    stripe.state.advance_clock(3_600)

    sync(monthly)

    assert (monthly.state, Gift.objects.count()) == ("failed", 0)


@pytest.mark.django_db
def test_lost_webhooks_are_made_good_by_the_sweep(stripe: Sandbox) -> None:
    monthly = place()
    pay(stripe.state, monthly.session_id or "", card=GOOD, email=monthly.donor_email)

    assert settle_due(now=timezone.now() + timedelta(minutes=3)) == 1
    pass_months(stripe)
    assert settle_due(now=timezone.now() + timedelta(days=2)) == 1

    assert read_facts(monthly)["gifts"] == [2_500, 2_500]


@pytest.mark.django_db
def test_refused_to_the_end_is_cancelled_and_told(stripe: Sandbox) -> None:
    monthly = begin(stripe)
    set_card(stripe, monthly, DECLINED)

    pass_months(stripe, 4)
    sync(monthly)

    facts = read_facts(monthly)
    assert (facts["state"], facts["gifts"]) == ("cancelled", [2_500])
    assert "monthly_gift_news" in facts["mails"]


@pytest.mark.django_db
def test_other_amount_is_taken_next_month_with_its_fee(stripe: Sandbox) -> None:
    monthly = begin(stripe, covers_fee=True)

    changing.change_amount(monthly_id=monthly.pk, amount_minor=10_000, now=timezone.now())
    pass_months(stripe)
    sync(monthly)

    gifts = monthly.gifts.order_by("pk").values_list("amount_minor", "fee_covered_minor")
    assert list(gifts) == [(2_500, 106), (10_000, 330)]
    assert get_balance(chart.FUND_AVAILABLE) == 12_500


@pytest.mark.django_db
def test_pause_takes_nothing_until_it_is_lifted(stripe: Sandbox) -> None:
    monthly = begin(stripe)

    changing.pause(monthly_id=monthly.pk, now=timezone.now())
    pass_months(stripe)
    assert (sync(monthly).state, monthly.gifts.count()) == ("paused", 1)
    changing.resume(monthly_id=monthly.pk, now=timezone.now())
    pass_months(stripe)

    assert (sync(monthly).state, monthly.gifts.count()) == ("active", 2)


@pytest.mark.django_db
def test_cancelled_gift_takes_nothing_more_and_stays_so(stripe: Sandbox) -> None:
    monthly = begin(stripe)

    for _ in range(2):
        changing.cancel(monthly_id=monthly.pk, now=timezone.now())
    pass_months(stripe)
    sync(monthly)

    assert read_facts(monthly)["gifts"] == [2_500]
    assert (monthly.state, monthly.ended_at is not None) == ("cancelled", True)
    with pytest.raises(GivingRefusedError):
        changing.change_amount(monthly_id=monthly.pk, amount_minor=5_000, now=timezone.now())


@pytest.mark.django_db
def test_mails_of_a_monthly_gift_say_what_holds(stripe: Sandbox) -> None:
    monthly = begin(stripe)

    failed = render_failed(f"{monthly.number}:1:in_1")
    paused, ended = (
        render_news(f"{monthly.number}:{state}:1") for state in ("paused", "cancelled")
    )

    assert "could not be taken" in failed.text
    assert "/give/monthly/" in failed.html
    assert "Nothing is taken until you begin again." in paused.text
    assert "Nothing more is taken." in ended.html


@pytest.mark.django_db(transaction=True)
def test_months_are_counted_once_however_many_look(stripe: Sandbox) -> None:
    monthly = place()
    pay(stripe.state, monthly.session_id or "", card=GOOD, email=monthly.donor_email)

    race(lambda: settle_monthly(monthly_id=monthly.pk, now=timezone.now()), times=5)

    assert read_facts(monthly)["gifts"] == [2_500]
