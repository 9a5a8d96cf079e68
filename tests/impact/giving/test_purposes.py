"""Restricted money is spent on its purpose, by the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from impact.books import chart
from impact.books import services as books
from impact.books.queries import get_balance
from impact.giving.models import PurposeRelease
from impact.giving.services.spending import release_spent
from impact.payouts.models import Payout
from impact.payouts.services.progress import complete_payout
from tests.impact.giving.builders import receive_here
from tests.impact.payouts import builders as payouts

SCHOOL = "fund:training:for:school"


def spend(amount_minor: int, **provider: Any) -> Payout:
    """Return a completed payout to a provider."""
    payouts.fill_account()
    draw = payouts.request_draw(payouts.make_provider(**provider), amount_minor=amount_minor)
    payouts.approve_draw(draw)
    payouts.confirm_draw(draw)
    payout = payouts.settle_payout(payouts.send_payout(payouts.release_draw(draw)))
    proof = payouts.attach(draw, "proof")
    complete_payout(payout_uid=payout.uid, proof=proof, actor="staff:1", now=timezone.now())
    payout.refresh_from_db()
    return payout


def move(*lines: tuple[str, int], key: str = "try", kind: str = "test") -> None:
    today = timezone.now().date()
    books.post(books.Posting(kind=kind, key=key, effective_on=today, lines=lines))


@pytest.mark.django_db
def test_gift_for_a_purpose_stands_apart() -> None:
    receive_here(purpose="school")

    assert (get_balance(SCHOOL), get_balance(chart.FUND_AVAILABLE)) == (5_000, 0)


@pytest.mark.parametrize("key", ["try", "release:x", "gift-refund:x"])
@pytest.mark.django_db
def test_restricted_money_goes_nowhere_else(key: str) -> None:
    receive_here(purpose="school")

    with pytest.raises(IntegrityError, match="given for a purpose"), transaction.atomic():
        move((SCHOOL, 1_000), (chart.FUND_AVAILABLE, -1_000), key=key)

    assert (get_balance(SCHOOL), get_balance(chart.FUND_AVAILABLE)) == (5_000, 0)


@pytest.mark.django_db
def test_other_accounts_are_not_looked_at() -> None:
    receive_here()

    move((chart.FUND_AVAILABLE, 1_000), (chart.GENERAL, -1_000))

    assert get_balance(chart.FUND_AVAILABLE) == 4_000


@pytest.mark.django_db
def test_what_was_paid_to_a_school_frees_as_much() -> None:
    receive_here(purpose="school")
    spend(3_000, kind="school")

    assert (release_spent(now=timezone.now()), release_spent(now=timezone.now())) == (3_000, 0)

    assert (get_balance(SCHOOL), get_balance(chart.FUND_AVAILABLE)) == (2_000, 3_000)


@pytest.mark.django_db
def test_no_more_is_freed_than_was_given() -> None:
    receive_here(purpose="school")
    spend(9_000, kind="school")

    assert release_spent(now=timezone.now()) == 5_000

    assert get_balance(SCHOOL) == 0


@pytest.mark.django_db
def test_another_purpose_frees_nothing() -> None:
    receive_here(purpose="childcare")
    payout = spend(3_000, kind="school")

    assert release_spent(now=timezone.now()) == 0
    with pytest.raises(IntegrityError, match="completed payout"), transaction.atomic():
        PurposeRelease.objects.create(
            purpose="childcare", payout=payout, amount_minor=100, released_at=timezone.now()
        )

    assert PurposeRelease.objects.count() == 0


@pytest.mark.django_db
def test_one_payout_frees_no_more_than_it_paid() -> None:
    payout = spend(3_000, kind="school")
    now = timezone.now()
    PurposeRelease.objects.create(
        purpose="school", payout=payout, amount_minor=2_000, released_at=now
    )

    with pytest.raises(IntegrityError, match="No more is released"), transaction.atomic():
        PurposeRelease.objects.create(
            purpose="school",
            payout=payout,
            amount_minor=1_001,
            released_at=now + timedelta(minutes=1),
        )

    assert PurposeRelease.objects.count() == 1
