"""A gift is recorded first and paid second, and has its effect once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from impact.books import chart
from impact.books.queries import get_balance
from impact.giving import gateway
from impact.giving.models import Gift
from impact.giving.services.placing import Wish, place_gift
from impact.giving.services.refusals import GivingClosedError
from impact.giving.services.settling import record_session, settle_gift
from impact.giving.services.sweeps import settle_due
from nomi.sandbox.payments import DECLINED, SLOW, Declined, finish_slow
from nomi.sandbox.server import Sandbox
from tests.impact.giving.builders import (
    ADA,
    PAID,
    PLACED,
    begin,
    give,
    pay_for,
    place,
    race,
    read_facts,
)


@pytest.mark.django_db
def test_gift_is_written_down_before_it_is_paid(stripe: Sandbox) -> None:
    gift = begin()

    assert read_facts(gift) == PLACED
    session = gateway.get_session(session_id=gift.session_id or "")
    assert (session.gift, session.amount_minor, session.status) == (gift.number, 5_000, "open")


@pytest.mark.django_db
def test_paid_gift_is_in_the_books_and_acknowledged(stripe: Sandbox) -> None:
    gift = give(stripe)

    assert read_facts(gift) == PAID
    assert gift.paid_at is not None


@pytest.mark.django_db
def test_covered_fee_is_income_and_the_fund_gets_the_gift(stripe: Sandbox) -> None:
    gift = give(stripe, covers_fee=True)

    assert (gift.amount_minor, gift.fee_covered_minor) == (5_000, 180)
    assert (get_balance(chart.FUND_AVAILABLE), get_balance(chart.GIFTS)) == (5_000, 180)
    assert get_balance(chart.GIFT_CLEARING) == 5_180


@pytest.mark.django_db
def test_settling_twice_changes_nothing_more(stripe: Sandbox) -> None:
    gift = give(stripe)

    settle_gift(gift_id=gift.pk, now=timezone.now())
    session = gateway.get_session(session_id=gift.session_id or "")
    record_session(gift_id=gift.pk, session=session, now=timezone.now())

    assert read_facts(gift) == PAID


@pytest.mark.django_db
def test_open_page_leaves_the_gift_waiting(stripe: Sandbox) -> None:
    gift = begin()
    with pytest.raises(Declined):
        pay_for(stripe, gift, card=DECLINED)

    settle_gift(gift_id=gift.pk, now=timezone.now())

    assert read_facts(gift) == PLACED


@pytest.mark.django_db
def test_expired_page_ends_the_gift(stripe: Sandbox) -> None:
    gift = begin()
    stripe.state.advance_clock(3_600)

    settle_gift(gift_id=gift.pk, now=timezone.now())

    assert read_facts(gift) == {**PLACED, "state": "failed"}


@pytest.mark.parametrize(("end", "facts"), [("comes", PAID), ("fails", {"state": "failed"})])
@pytest.mark.django_db
def test_slow_payment_counts_when_it_has_come(
    stripe: Sandbox, end: str, facts: dict[str, Any]
) -> None:
    gift = begin()
    pay_for(stripe, gift, card=SLOW)
    settle_gift(gift_id=gift.pk, now=timezone.now())
    assert read_facts(gift) == {**PLACED, "state": "processing"}

    finish_slow(stripe.state, gift.session_id or "", succeeded=end == "comes")
    settle_gift(gift_id=gift.pk, now=timezone.now())

    assert read_facts(gift) == {**PLACED, **facts}


@pytest.mark.django_db
def test_gift_heard_of_late_counts_from_the_moment_it_was_charged(stripe: Sandbox) -> None:
    gift, slow = begin(), begin()
    pay_for(stripe, gift)
    pay_for(stripe, slow, card=SLOW)
    settle_gift(gift_id=slow.pk, now=timezone.now())
    paid_before, later = timezone.now(), timezone.now() + timedelta(days=2)
    finish_slow(stripe.state, slow.session_id or "", succeeded=True)

    moments = [settle_gift(gift_id=one.pk, now=later).paid_at for one in (gift, slow)]

    assert moments[0] is not None
    assert paid_before - timedelta(minutes=1) < moments[0] < paid_before
    assert moments[1] == later


@pytest.mark.django_db
def test_lost_webhook_is_made_good_by_the_sweep(stripe: Sandbox) -> None:
    gift = begin()
    pay_for(stripe, gift)

    assert settle_due(now=timezone.now()) == 0
    assert settle_due(now=timezone.now() + timedelta(minutes=3)) == 1

    assert read_facts(gift) == PAID


@pytest.mark.django_db
def test_other_money_than_asked_for_is_no_gift(stripe: Sandbox) -> None:
    gift = begin()
    pay_for(stripe, gift)
    Gift.objects.filter(pk=gift.pk).update(amount_minor=6_000)

    settle_gift(gift_id=gift.pk, now=timezone.now())

    assert read_facts(gift) == PLACED


@pytest.mark.django_db
def test_same_form_sent_twice_is_one_gift() -> None:
    key, now = uuid4(), timezone.now()

    first, second = (
        place_gift(donor=ADA, wish=Wish(amount_minor=5_000), form_key=key, now=now)
        for _ in range(2)
    )

    assert first.pk == second.pk
    assert Gift.objects.count() == 1


@pytest.mark.django_db
def test_without_a_tax_number_no_gift_is_taken(settings: Any) -> None:
    settings.CHARITY_EIN = ""

    with pytest.raises(GivingClosedError):
        place()

    assert Gift.objects.count() == 0


@pytest.mark.parametrize("amount", [499, 2_500_001])
@pytest.mark.django_db
def test_gift_out_of_bounds_is_refused_by_the_database(amount: int) -> None:
    with pytest.raises(IntegrityError, match="gift_is_within_reason"), transaction.atomic():
        place(amount_minor=amount)

    assert Gift.objects.count() == 0


@pytest.mark.parametrize(
    "change", [{"amount_minor": 9_000}, {"state": "placed"}, {"purpose": "school"}]
)
@pytest.mark.django_db
def test_received_gift_is_final(stripe: Sandbox, change: dict[str, Any]) -> None:
    gift = give(stripe)

    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        Gift.objects.filter(pk=gift.pk).update(**change)

    assert read_facts(gift) == PAID


@pytest.mark.django_db(transaction=True)
def test_settling_at_once_has_one_effect(stripe: Sandbox) -> None:
    gift = begin()
    pay_for(stripe, gift)

    race(lambda: settle_gift(gift_id=gift.pk, now=timezone.now()), times=6)

    assert read_facts(gift) == PAID
