"""The balance of somebody who left is held for 24 months, and while she is in the programme."""

import pytest
from django.db import connection
from django.utils import timezone

from impact.participants.queries import find_held_until, list_held_balances
from impact.participants.queries.accounts import add_months
from impact.payouts.models import BalanceRelease
from impact.payouts.queries import list_due_balances
from impact.payouts.refusals import BalanceHeldError
from tests.impact.payouts import builders
from tests.impact.payouts.leaving import (
    LEFT_WITH,
    UNMOVED,
    count_back,
    leave,
    move_on,
    open_old_account,
    propose,
    read_stand,
    release_whole,
)

pytestmark = pytest.mark.django_db
CODE = builders.CODE


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


def test_months_that_end_after_the_proposal_do_not_revive_it() -> None:
    account = leave(months=30)
    asked = "SELECT payouts_find_release_obstacle(%s, now() - make_interval(months => %s))"

    answers = []
    for months in (5, 7):
        with connection.cursor() as cursor:
            cursor.execute(asked, [account.pk, months])
            answers.append(cursor.fetchone()[0])

    assert answers == ["", "balance_is_held_24_months"]
