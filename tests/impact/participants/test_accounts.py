"""Accounts: for adults alone, with a history for every status, under a pseudonym of a list."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest

from impact.participants.models import (
    Participant,
    StatusChange,
    Step,
    TrainingAccount,
)
from impact.participants.queries import (
    list_active_codes,
    list_held_balances,
)
from impact.participants.queries.accounts import add_months
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services import change_status
from tests.impact.participants.builders import (
    CODE,
    NOON,
    OPENED,
    OTHER,
    WORKER,
    find_refusal,
    make_participant,
    run,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
TAKING_OVER = "impact.participants.migrations.0003_hold_accounts_opened_before"
ADD_CHANGE = """
INSERT INTO participants_statuschange (account_id, from_status, to_status, "on", reason,
    changed_by, at)
SELECT id, '{}', '{}', current_date, 'x', '{}', now() FROM participants_trainingaccount
"""


def move(
    status: str, *, on: date = TODAY, now: datetime = NOON, actor: str = OTHER
) -> StatusChange:
    return change_status(
        account_code=CODE, status=status, on=on, reason="As agreed.", actor=actor, now=now
    )


def test_opening_writes_the_account_its_holder_and_the_history() -> None:
    participant = make_participant()

    history = list(participant.account.status_changes.values_list("from_status", "to_status", "on"))
    assert history == [("", "active", OPENED)]
    assert (participant.adult_known_by, participant.adult_checked_on) == ("own_word", OPENED)
    assert list(Step.objects.values_list("what", "actor")) == [("entered", WORKER)]


def test_account_without_an_adult_holder_is_refused_by_the_database() -> None:
    refusal = find_refusal(
        "INSERT INTO participants_trainingaccount (code, pseudonym, status, opened_on)"
        " VALUES ('BBBBBBBB', 'Leaf', 'active', current_date)"
    )

    assert refusal == "training_account_is_an_adult_s"
    assert TrainingAccount.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"adult_known_by": ""}, "Say how it is known that she is 18 or over."),
        (
            {"adult_checked_on": OPENED + timedelta(days=1)},
            "That she is 18 or over must be known before the account is opened.",
        ),
        ({"country": "kh"}, "The country is two letters, as KH."),
    ],
)
def test_entry_that_cannot_be_opens_nothing(facts: dict[str, object], words: str) -> None:
    with pytest.raises(ProgrammeRefusedError, match=words):
        make_participant(**facts)

    assert (TrainingAccount.objects.count(), Participant.objects.count()) == (0, 0)


def test_what_she_entered_with_stays() -> None:
    make_participant()

    assert find_refusal(
        "UPDATE participants_participant SET adult_known_by = 'civil_register'"
    ) == ("participant_keeps_what_she_entered_with")
    assert find_refusal("DELETE FROM participants_participant") == "participant_is_never_deleted"


def test_status_moves_with_its_history() -> None:
    make_participant()

    move("paused")

    account = TrainingAccount.objects.get()
    assert account.status == "paused"
    assert list(account.status_changes.values_list("from_status", "to_status", "changed_by")) == [
        ("", "active", WORKER),
        ("active", "paused", OTHER),
    ]


def test_only_active_accounts_take_part_in_an_allocation() -> None:
    make_participant()
    make_participant("BBBBBBBB")

    move("paused")

    assert list_active_codes() == ["BBBBBBBB"]


ATTACKS = {
    "set a status without its history": (
        "UPDATE participants_trainingaccount SET status = 'closed'",
        "status_moves_with_its_history",
    ),
    "go on from another status": (
        ADD_CHANGE.format("paused", "left", "staff:1"),
        "status_change_goes_on_from_the_last",
    ),
    "begin a second time": (
        ADD_CHANGE.format("", "active", "staff:1"),
        "status_has_one_beginning",
    ),
    "let the machinery change it": (
        ADD_CHANGE.format("active", "left", "system"),
        "status_is_changed_by_a_person",
    ),
    "rewrite the history": (
        "UPDATE participants_statuschange SET to_status = 'left'",
        "status_change_is_checked_once",
    ),
    "delete the history": (
        "DELETE FROM participants_statuschange",
        "status_change_is_never_deleted",
    ),
    "empty the history": (
        "TRUNCATE participants_statuschange",
        "status_change_is_never_emptied",
    ),
    "delete the account": (
        "DELETE FROM participants_trainingaccount",
        "training_account_is_never_deleted",
    ),
    "change the code": (
        "UPDATE participants_trainingaccount SET code = 'CCCCCCCC'",
        "training_account_keeps_its_code",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_database_refuses_a_status_without_its_history(attack: str) -> None:
    make_participant()
    before = list(StatusChange.objects.order_by("pk").values())
    sql, rule = ATTACKS[attack]
    run("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE would be refused for what still waits

    assert find_refusal(sql) == rule

    assert list(StatusChange.objects.order_by("pk").values()) == before
    assert TrainingAccount.objects.get().status == "active"


@pytest.mark.parametrize(
    ("status", "on", "words"),
    [
        ("active", TODAY, "This is her status already."),
        ("paused", OPENED - timedelta(days=1), "The day lies before the last change of status."),
        ("paused", TODAY + timedelta(days=1), "The day is still to come."),
    ],
)
def test_change_that_cannot_be_leaves_the_status(status: str, on: date, words: str) -> None:
    make_participant()

    with pytest.raises(ProgrammeRefusedError, match=words):
        move(status, on=on)

    assert TrainingAccount.objects.get().status == "active"
    assert StatusChange.objects.count() == 1


@pytest.mark.parametrize("status", ["active", "follow_up", "paused"])
def test_account_of_somebody_in_the_programme_is_not_closed(status: str) -> None:
    make_participant()
    if status != "active":
        move(status, actor=WORKER)

    with pytest.raises(ProgrammeRefusedError, match="first one person writes that she has left"):
        move("closed")

    assert TrainingAccount.objects.get().status == status


@pytest.mark.parametrize("gone", ["left", "graduated", "transferred", "unreachable", "deceased"])
def test_whoever_wrote_that_she_left_does_not_close_her_account(gone: str) -> None:
    make_participant()
    move(gone)

    with pytest.raises(ProgrammeRefusedError, match="then another closes"):
        move("closed")
    stood = TrainingAccount.objects.get().status
    move("closed", actor=WORKER)

    assert (stood, TrainingAccount.objects.get().status) == (gone, "closed")


def test_closed_account_stays_closed() -> None:
    make_participant()
    move("left", actor=WORKER)
    move("closed")

    with pytest.raises(ProgrammeRefusedError, match="stays closed"):
        move("active")

    assert TrainingAccount.objects.get().status == "closed"


def test_balance_is_held_for_24_months_after_she_left() -> None:
    make_participant()
    move("left", on=date(2026, 2, 28), now=datetime(2026, 2, 28, 12, tzinfo=UTC))

    assert list_held_balances(on=date(2028, 2, 27)) == []
    assert list_held_balances(on=date(2028, 2, 28)) == [CODE]


def test_balance_of_who_left_on_a_leap_day_is_held_through_all_its_months() -> None:
    make_participant()
    move("left", on=date(2028, 2, 29), now=datetime(2028, 2, 29, 12, tzinfo=UTC))

    assert list_held_balances(on=date(2030, 2, 27)) == []
    assert list_held_balances(on=date(2030, 2, 28)) == [CODE]


def test_month_without_such_a_day_ends_earlier() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert add_months(date(2025, 12, 1), 12) == date(2026, 12, 1)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert add_months(date(2028, 2, 29), 48) == date(2032, 2, 29)
    assert add_months(date(2028, 3, 31), -1) == date(2028, 2, 29)


def test_accounts_opened_before_get_their_holder() -> None:

    holders = import_module(TAKING_OVER).HOLDERS
    run(
        "INSERT INTO participants_trainingaccount (code, pseudonym, status, opened_on)"
        " VALUES ('BBBBBBBB', 'Leaf', 'paused', '2025-01-01')"
    )

    run(holders)
    run("SET CONSTRAINTS ALL IMMEDIATE")

    account = TrainingAccount.objects.get()
    assert account.participant.adult_known_by == "own_word"
    assert list(account.status_changes.values_list("to_status", flat=True)) == ["paused"]
