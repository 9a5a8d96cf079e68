"""Restricted money is spent on its purpose, by the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from impact.books import chart
from impact.books import services as books
from impact.books.models import Entry
from impact.books.queries import get_balance, get_balances, list_faults
from impact.books.services import approve_reversal, propose_reversal
from impact.giving.models import PurposeRelease
from impact.giving.services.spending import release_spent
from impact.payouts.models import DrawRequest, Payout
from impact.payouts.services.progress import complete_payout
from tests.impact.giving.builders import receive_here
from tests.impact.payouts import builders as payouts

SCHOOL = "fund:training:for:school"


def spend(amount_minor: int, **provider: Any) -> Payout:
    """Return a completed payout to a provider."""
    payouts.fill_account()
    draw = payouts.request_draw(payouts.make_provider(**provider), amount_minor=amount_minor)
    return complete(draw)


def spend_again(first: Payout, amount_minor: int) -> Payout:
    """Return another completed payout to the same provider."""
    draw = payouts.request_draw(first.draw.provider, amount_minor=amount_minor)
    return complete(draw)


def complete(draw: DrawRequest) -> Payout:
    """Take the draw through to its proof."""
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
def test_what_was_paid_before_somebody_gave_frees_nothing_of_hers() -> None:
    """Whatever was given by that day is freed by it, and no cent of what came later."""
    now = timezone.now()
    receive_here(purpose="school", amount_minor=4_000, now=now - timedelta(days=3))
    receive_here(purpose="school", amount_minor=9_000, now=now + timedelta(days=1))
    first = spend(12_000, kind="school")

    released = [release_spent(now=now + timedelta(days=2)) for _twice in range(2)]

    assert (released, get_balance(SCHOOL)) == ([4_000, 0], 9_000)
    assert PurposeRelease.objects.get().payout == first


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


def read_stand() -> tuple[int, int, int]:
    """Return what stands in the purpose's account, in the fund and in the reserve."""
    return (*get_balances(codes=[SCHOOL, chart.FUND_AVAILABLE, chart.RESERVE]).values(),)


@pytest.mark.django_db
def test_payment_that_comes_back_gives_its_purpose_back() -> None:
    receive_here(purpose="school")
    payout = spend(3_000, kind="school")
    release_spent(now=timezone.now())
    payouts.return_payout(payout)

    release_spent(now=timezone.now())
    release_spent(now=timezone.now())

    assert read_stand() == (5_000, 0, 0)
    assert Entry.objects.filter(kind="release-undone").count() == 1
    assert list_faults() == []


@pytest.mark.django_db
def test_what_the_fund_has_passed_on_the_reserve_gives() -> None:
    receive_here(purpose="school")
    payout = spend(3_000, kind="school")
    release_spent(now=timezone.now())
    move((chart.FUND_AVAILABLE, 1_000), ("training:AAAAAAAA", -1_000))
    payouts.return_payout(payout)

    release_spent(now=timezone.now())
    move((chart.GENERAL, 9_000), (chart.FUND_AVAILABLE, -9_000), key="later")
    release_spent(now=timezone.now())

    assert read_stand() == (5_000, 11_000, -3_000)


@pytest.mark.django_db
def test_release_that_a_correction_undid_is_not_undone_again() -> None:
    receive_here(purpose="school")
    payout = spend(3_000, kind="school")
    release_spent(now=timezone.now())
    key = f"release:{PurposeRelease.objects.get().uid}"
    now = timezone.now()
    wrong = propose_reversal(entry_key=key, reason="Wrong.", actor="staff:1", now=now)
    approve_reversal(correction_id=wrong.pk, actor="staff:2", now=now)
    payouts.return_payout(payout)

    release_spent(now=timezone.now())

    assert read_stand() == (5_000, 0, 0)


@pytest.mark.django_db
def test_purpose_given_back_pays_the_next_payment_of_its_kind() -> None:
    receive_here(purpose="school")
    first = spend(4_000, kind="school")
    second = spend_again(first, 4_000)
    release_spent(now=timezone.now())
    spent = read_stand()
    payouts.return_payout(first)

    release_spent(now=timezone.now())

    assert (spent, read_stand()) == ((0, 5_000, 0), (1_000, 4_000, 0))
    assert (
        sum(PurposeRelease.objects.filter(payout=second).values_list("amount_minor", flat=True))
        == 4_000
    )


class GivenBack(TestCase):
    """Whatever is paid and comes back, in any order."""

    @settings(max_examples=12)
    @given(st.lists(st.tuples(st.integers(1, 3_000), st.booleans()), min_size=1, max_size=3))
    def test_purpose_holds_what_was_given_less_what_is_spent_on_it(
        self, steps: list[tuple[int, bool]]
    ) -> None:
        receive_here(purpose="school")
        payout, spent = None, 0
        for amount, comes_back in steps:
            payout = spend_again(payout, amount) if payout else spend(amount, kind="school")
            release_spent(now=timezone.now())
            if comes_back:
                payouts.return_payout(payout)
            spent += 0 if comes_back else amount

        release_spent(now=timezone.now())

        school, fund, reserve = read_stand()
        assert school == 5_000 - min(5_000, spent)
        assert school + fund + reserve == 5_000
