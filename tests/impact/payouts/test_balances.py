"""The balance of somebody who left goes back to the fund: whole, by three people."""

import pytest
from django.utils import timezone

from impact.books import queries as books
from impact.books.services import approve_reversal, propose_reversal
from impact.payouts.models import BalanceApproval, BalanceRelease
from impact.payouts.queries import find_releases_to_approve, list_due_balances
from impact.payouts.refusals import BalanceHeldError, BalanceTooSmallError
from impact.payouts.services import balances
from tests.impact.payouts import builders
from tests.impact.payouts.leaving import (
    FUND,
    HERS,
    LEFT_WITH,
    UNMOVED,
    agree,
    leave,
    propose,
    read_stand,
    release_whole,
)

pytestmark = pytest.mark.django_db


def test_whole_balance_goes_back_by_one_entry_when_two_others_agree() -> None:
    leave()
    release = propose()
    agree(release)
    stood = read_stand()

    done = agree(release, builders.SECOND)

    assert (stood, read_stand()) == (UNMOVED, (0, LEFT_WITH, 1))
    assert (done.state, done.amount_minor) == ("released", LEFT_WITH)
    assert done.entry.key == f"balance-release:{done.uid}"
    assert books.list_faults() == []


def test_empty_account_has_nothing_to_release() -> None:
    leave(amount_minor=0)

    with pytest.raises(BalanceTooSmallError, match="Nothing stands"):
        propose()

    assert BalanceRelease.objects.count() == 0
    assert list_due_balances(on=timezone.now().date()) == {}


def test_it_takes_three_people() -> None:
    leave()
    release = propose()

    with pytest.raises(BalanceHeldError, match="proposed it cannot agree"):
        agree(release, builders.REQUESTER)
    agree(release)
    with pytest.raises(BalanceHeldError, match="agreed already"):
        agree(release)

    assert (BalanceApproval.objects.count(), read_stand()) == (1, UNMOVED)


def test_second_proposal_and_closed_one_are_refused() -> None:
    leave()
    release = propose()
    with pytest.raises(BalanceHeldError, match="proposed already"):
        propose(builders.SECOND)

    balances.close_release(
        release_id=release.pk, actor=builders.SECOND, reason="She called.", now=timezone.now()
    )

    with pytest.raises(BalanceHeldError, match="decided already"):
        agree(release)
    assert (BalanceRelease.objects.get().state, read_stand()) == ("closed", UNMOVED)
    assert release_whole(propose()).state == "released"


def test_queue_of_each_person_holds_what_she_may_agree_to() -> None:
    leave()
    agree(propose())

    waiting = [find_releases_to_approve(who).count() for who in ("staff:1", "staff:2", "staff:3")]

    assert waiting == [0, 0, 1]


def test_money_is_put_back_by_a_correction_of_two_people() -> None:
    leave()
    release = release_whole(propose())

    correction = propose_reversal(
        entry_key=release.entry.key, reason="She is found.", actor="staff:1", now=timezone.now()
    )
    approve_reversal(correction_id=correction.pk, actor="staff:2", now=timezone.now())

    assert books.get_balances(codes=[HERS, FUND]) == {HERS: LEFT_WITH, FUND: 0}
