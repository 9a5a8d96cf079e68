"""From release to proof: what is booked at each step, and what no step can do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from impact.books import queries as books
from impact.payouts.models import Payout
from impact.payouts.refusals import SettledOtherwiseError, WrongAmountError, WrongStateError
from impact.payouts.services import claiming, progress
from tests.impact.payouts import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]
HERS, ASIDE = f"training:{builders.CODE}", f"committed:{builders.CODE}"


def read_balances() -> tuple[int, ...]:
    codes = (HERS, ASIDE, "clearing:payouts", "exchange-differences")
    return tuple(books.get_balances(codes=codes).values())


def test_release_sets_the_money_aside() -> None:
    payout = builders.make_payout()

    assert (payout.state, payout.amount_minor) == ("held", 12_000)
    assert read_balances() == (88_000, 12_000, 0, 0)


def test_settling_books_the_difference_on_us() -> None:
    payout = builders.settle_payout(builders.send_payout(builders.make_payout()), paid_minor=12_345)

    assert payout.state == "settled"
    assert read_balances() == (88_000, 0, -12_345, 345)
    assert books.list_faults() == []


def test_settling_twice_settles_once() -> None:
    payout = builders.settle_payout(builders.send_payout(builders.make_payout()))
    again = builders.settle_payout(payout)

    assert again.state == "settled"
    assert read_balances() == (88_000, 0, -12_000, 0)


def test_settling_again_with_other_figures_is_refused() -> None:
    payout = builders.settle_payout(builders.send_payout(builders.make_payout()))

    with pytest.raises(SettledOtherwiseError):
        builders.settle_payout(payout, paid_minor=11_000)

    assert read_balances() == (88_000, 0, -12_000, 0)


def test_held_payout_settles_when_a_time_out_hid_that_it_left() -> None:
    payout = builders.settle_payout(builders.make_payout())

    assert payout.state == "settled"


def test_void_gives_the_money_back() -> None:
    payout = builders.make_payout()
    evidence = {"reason": "Refused.", "actor": "system", "now": timezone.now()}

    assert progress.void_payout(payout_uid=payout.uid, **evidence) is True
    assert progress.void_payout(payout_uid=payout.uid, **evidence) is False
    assert read_balances() == (100_000, 0, 0, 0)


def test_void_after_money_left_is_refused_and_the_reverse() -> None:
    paid = builders.settle_payout(builders.make_payout())
    with pytest.raises(WrongStateError):
        progress.void_payout(
            payout_uid=paid.uid, reason="Late.", actor="system", now=timezone.now()
        )
    voided = builders.make_payout(paid.draw.provider)
    progress.void_payout(payout_uid=voided.uid, reason="No.", actor="system", now=timezone.now())
    with pytest.raises(WrongStateError):
        builders.settle_payout(voided)

    assert read_balances() == (88_000, 0, -12_000, 0)


def test_return_gives_her_everything_back_once() -> None:
    payout = builders.settle_payout(builders.make_payout())
    back = {
        "returned_minor": 11_500,
        "reference": "LINE-2",
        "returned_on": timezone.now().date(),
        "actor": "system",
        "now": timezone.now(),
    }

    answers = [progress.return_payout(payout_uid=payout.uid, **back) for _time in range(2)]

    assert answers == [True, False]
    assert read_balances() == (100_000, 0, -500, 500)
    assert Payout.objects.get().state == "returned"


@pytest.mark.parametrize("amount", [-1, 12.5, True, "12"])
def test_moved_amounts_are_whole_cents(amount: object) -> None:
    payout = builders.make_payout()

    with pytest.raises(WrongAmountError):
        builders.settle_payout(payout, paid_minor=amount)

    assert read_balances() == (88_000, 12_000, 0, 0)


def test_completion_needs_its_own_proof() -> None:
    payout = builders.settle_payout(builders.make_payout())
    other = builders.make_payout(payout.draw.provider)
    foreign = builders.attach(other.draw, "proof")

    with pytest.raises(WrongStateError):
        progress.complete_payout(
            payout_uid=payout.uid, proof=foreign, actor="staff:1", now=timezone.now()
        )
    own = builders.attach(payout.draw, "proof")
    progress.complete_payout(payout_uid=payout.uid, proof=own, actor="staff:1", now=timezone.now())

    payout.refresh_from_db()
    assert (payout.state, payout.proof_id) == ("completed", own.pk)


def test_claimed_payout_is_due_again_later_and_never_voided() -> None:
    builders.make_payout()
    now = timezone.now()

    first = claiming.claim_payouts(rail="bank_wire", limit=10, now=now)
    again = claiming.claim_payouts(rail="bank_wire", limit=10, now=now)
    later = claiming.claim_payouts(rail="bank_wire", limit=10, now=now + timedelta(minutes=2))

    assert (len(first), len(again), len(later)) == (1, 0, 1)
    assert Payout.objects.get().state == "held"


def test_small_payouts_wait_for_the_minimum_of_the_rail() -> None:
    small = builders.make_payout(amount_minor=4_999)
    now = timezone.now()
    assert claiming.claim_payouts(rail="bank_wire", limit=10, now=now) == []

    builders.make_payout(small.draw.provider, amount_minor=1)

    assert len(claiming.claim_payouts(rail="bank_wire", limit=10, now=timezone.now())) == 2


def test_small_payout_does_not_wait_for_ever() -> None:
    builders.make_payout(amount_minor=100)

    later = timezone.now() + timedelta(days=31)

    assert len(claiming.claim_payouts(rail="bank_wire", limit=10, now=later)) == 1
