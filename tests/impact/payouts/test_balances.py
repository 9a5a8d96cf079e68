"""The balance of somebody who left goes back to the fund: late, whole, by three people."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from impact.books import queries as books
from impact.books.halts import PayoutsHaltedError, raise_halt
from impact.books.models import Entry
from impact.books.services import approve_reversal, propose_reversal
from impact.consents.services.flags import open_flag
from impact.participants.models import Participant
from impact.participants.queries import find_held_until, list_held_balances
from impact.participants.queries.accounts import add_months
from impact.participants.services.disputes import answer_dispute, take_dispute
from impact.payouts.models import BalanceApproval, BalanceRelease, DrawRequest
from impact.payouts.queries import find_releases_to_approve, list_due_balances
from impact.payouts.refusals import BalanceHeldError, BalanceTooSmallError
from impact.payouts.services import balances, draws
from tests.impact.payouts import builders
from tests.impact.payouts.leaving import (
    FUND,
    HERS,
    LEFT_WITH,
    agree,
    count_back,
    leave,
    move_on,
    open_old_account,
    propose,
    release_whole,
)

pytestmark = pytest.mark.django_db
CODE = builders.CODE


def read_stand() -> tuple[int, int, int]:
    """Return what stands in her account and in the fund, and how many entries released any."""
    stands = books.get_balances(codes=[HERS, FUND])
    return (*stands.values(), Entry.objects.filter(kind="balance-release").count())


UNMOVED = (LEFT_WITH, 0, 0)


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


@pytest.mark.parametrize(
    "status", ["left", "graduated", "transferred", "unreachable", "deceased", "closed"]
)
def test_each_way_of_leaving_is_held_for_24_months(status: str) -> None:
    leave(status)
    today = timezone.now().date()

    assert list_held_balances(on=today) == [CODE]
    assert list_held_balances(on=count_back(1)) == []
    assert list_due_balances(on=today) == {CODE: LEFT_WITH}


def test_another_way_of_being_gone_does_not_begin_the_months_anew() -> None:
    leave("unreachable")
    move_on("deceased")

    assert release_whole(propose()).state == "released"


def test_coming_back_begins_them_anew() -> None:
    leave(months=50)
    move_on("follow_up", months=30)
    move_on("left", months=23)

    with pytest.raises(BalanceHeldError, match="held for 24 months"):
        propose()

    assert list_held_balances(on=timezone.now().date()) == []


@pytest.mark.parametrize("status", ["active", "follow_up", "paused"])
def test_balance_of_somebody_in_the_programme_stays(status: str) -> None:
    open_old_account()
    if status != "active":
        move_on(status, months=40)

    with pytest.raises(BalanceHeldError, match="in the programme"):
        propose()

    assert (BalanceRelease.objects.count(), read_stand()) == (0, UNMOVED)


def test_earlier_day_entered_late_shortens_no_months() -> None:
    open_old_account()
    move_on("left", months=36, written_at=timezone.now())

    with pytest.raises(BalanceHeldError, match="held for 24 months"):
        propose()

    today = timezone.now().date()
    assert find_held_until(CODE) == add_months(today, 24)
    assert list_held_balances(on=today) == []
    assert (BalanceRelease.objects.count(), read_stand()) == (0, UNMOVED)


def test_earlier_day_after_she_was_gone_lengthens_no_months() -> None:
    leave("unreachable")
    move_on("left")

    assert list_held_balances(on=timezone.now().date()) == [CODE]


def test_day_before_the_months_are_over_is_too_early() -> None:
    leave(months=24)
    builders.run_with_guards_off('UPDATE participants_statuschange SET "on" = "on" + 1')

    with pytest.raises(BalanceHeldError, match="held for 24 months"):
        propose()

    assert (BalanceRelease.objects.count(), read_stand()) == (0, UNMOVED)


def ask_for_a_draw() -> None:
    builders.request_draw(amount_minor=1_000)


def hold_a_payout() -> None:
    builders.make_payout(amount_minor=1_000)


def pay_without_proof() -> None:
    builders.settle_payout(builders.make_payout(amount_minor=1_000))


def dispute_a_line() -> None:
    her = Participant.objects.get().pk
    take_dispute(
        participant_id=her, line_number=1, her_words="?", actor="staff:9", now=timezone.now()
    )


def raise_a_flag() -> None:
    open_flag(account_code=CODE, reason="Asked for.", actor="staff:9", now=timezone.now())


OPEN = [
    (ask_for_a_draw, "draw or a payment"),
    (hold_a_payout, "draw or a payment"),
    (pay_without_proof, "draw or a payment"),
    (dispute_a_line, "disputed"),
    (raise_a_flag, "safety flag"),
]


@pytest.mark.parametrize(("begin", "words"), OPEN)
def test_whatever_is_open_keeps_it_from_being_proposed(
    begin: Callable[[], None], words: str
) -> None:
    leave()
    begin()
    stood = read_stand()

    with pytest.raises(BalanceHeldError, match=words):
        propose()

    assert (BalanceRelease.objects.count(), read_stand()) == (0, stood)


@pytest.mark.parametrize(("begin", "words"), OPEN)
def test_whatever_opens_before_the_second_yes_stops_it(
    begin: Callable[[], None], words: str
) -> None:
    leave()
    release = propose()
    agree(release)
    begin()
    stood = read_stand()

    with pytest.raises(BalanceHeldError, match=words):
        agree(release, builders.SECOND)

    assert (BalanceApproval.objects.count(), read_stand()) == (1, stood)


def test_halt_of_the_books_stops_it() -> None:
    leave()
    release = propose()
    raise_halt(cause="tampering", words=["Look."], now=timezone.now())

    with pytest.raises(PayoutsHaltedError, match="under review"):
        agree(release)

    assert (BalanceApproval.objects.count(), read_stand()) == (0, UNMOVED)


def test_answered_dispute_and_closed_draw_stand_in_no_way() -> None:
    leave()
    ask_for_a_draw()
    draw = DrawRequest.objects.get()
    draws.close_draw(
        draw_id=draw.pk, kind="cancelled", actor="staff:1", reason="Gone.", now=timezone.now()
    )
    dispute = take_dispute(
        participant_id=Participant.objects.get().pk,
        line_number=1,
        her_words="?",
        actor="staff:9",
        now=timezone.now(),
    )
    answer_dispute(
        dispute_id=dispute.pk, answer="It is right.", actor="staff:8", now=timezone.now()
    )

    assert release_whole(propose()).state == "released"


def test_her_return_before_the_second_yes_stops_it_for_good() -> None:
    leave()
    release = propose()
    agree(release)
    move_on("active")

    with pytest.raises(BalanceHeldError, match="in the programme"):
        agree(release, builders.SECOND)
    move_on("left")
    with pytest.raises(BalanceHeldError, match="held for 24 months"):
        agree(release, builders.SECOND)

    assert (BalanceApproval.objects.count(), read_stand()) == (1, UNMOVED)


def test_months_that_end_after_the_proposal_do_not_revive_it() -> None:
    account = leave(months=30)
    asked = "SELECT payouts_find_release_obstacle(%s, now() - make_interval(months => %s))"

    answers = []
    for months in (5, 7):
        with connection.cursor() as cursor:
            cursor.execute(asked, [account.pk, months])
            answers.append(cursor.fetchone()[0])

    assert answers == ["", "balance_is_held_24_months"]


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
