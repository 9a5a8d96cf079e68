"""What keeps a balance from going back, before it is proposed and before the second yes."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from impact.books.halts import PayoutsHaltedError, raise_halt
from impact.consents.services.flags import open_flag
from impact.participants.models import Participant
from impact.participants.services.disputes import answer_dispute, take_dispute
from impact.payouts.models import BalanceApproval, BalanceRelease, DrawRequest
from impact.payouts.refusals import BalanceHeldError
from impact.payouts.services import draws
from tests.impact.payouts import builders
from tests.impact.payouts.leaving import (
    UNMOVED,
    agree,
    leave,
    move_on,
    propose,
    read_stand,
    release_whole,
)

pytestmark = pytest.mark.django_db
CODE = builders.CODE


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
