"""What one person alone says of a shelter protects her at once, and lifts nothing."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from impact.participants.models import Participant
from impact.participants.queries import find_publishing_facts
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services.people import check_shelter, record_shelter
from nomi.staff import roles
from tests.impact.participants.builders import (
    CODE,
    NOON,
    OTHER,
    WORKER,
    ask_about_shelter,
    find_refusal,
    make_participant,
    sign_in,
)

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2025, 12, 1), date(2024, 12, 1)


def is_sheltered() -> bool | None:
    facts = find_publishing_facts(account_code=CODE, on=NOON.date())
    assert facts is not None
    return facts.is_sheltered


def answer(actor: str = WORKER, since: date | None = None, until: date | None = None) -> None:
    record_shelter(
        participant_id=Participant.objects.get().pk,
        sheltered_from=since,
        sheltered_until=until,
        actor=actor,
        now=NOON,
    )


def test_none_counts_once_a_second_person_has_checked_it() -> None:
    participant = make_participant()
    answer()
    alone = is_sheltered()

    check_shelter(participant_id=participant.pk, actor=OTHER, now=NOON)

    assert (alone, is_sheltered()) == (None, False)
    assert participant.steps.order_by("pk").last().what == "answer about a shelter checked"


def test_shelter_counts_at_once() -> None:
    ask_about_shelter(make_participant())

    answer(since=SINCE)

    assert is_sheltered() is True


def test_one_person_alone_ends_no_time_in_a_shelter() -> None:
    ask_about_shelter(make_participant(), since=SINCE)

    answer()
    gone = is_sheltered()
    answer(since=date(2024, 1, 1), until=UNTIL)

    assert (gone, is_sheltered()) == (None, None)


def test_same_answer_asked_again_stays_checked() -> None:
    ask_about_shelter(make_participant())

    answer(actor="staff:3")

    assert is_sheltered() is False
    assert Participant.objects.get().shelter_checked_by == OTHER


def test_whoever_recorded_it_does_not_check_it_and_nothing_is_checked_twice() -> None:
    participant = make_participant()
    with pytest.raises(ProgrammeRefusedError, match="No answer of hers waits"):
        check_shelter(participant_id=participant.pk, actor=OTHER, now=NOON)
    answer()
    with pytest.raises(ProgrammeRefusedError, match="Whoever recorded her answer"):
        check_shelter(participant_id=participant.pk, actor=WORKER, now=NOON)
    was = is_sheltered()
    check_shelter(participant_id=participant.pk, actor=OTHER, now=NOON)

    with pytest.raises(ProgrammeRefusedError, match="No answer of hers waits"):
        check_shelter(participant_id=participant.pk, actor="staff:3", now=NOON)

    assert was is None


@pytest.mark.parametrize("checker", [WORKER, "nobody"])
def test_database_refuses_a_check_that_is_none(checker: str) -> None:
    make_participant()
    answer()

    checked = "UPDATE participants_participant SET shelter_checked_by = %s"

    assert find_refusal(checked, checker) == "answer_about_a_shelter_is_checked_by_another"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE participants_participant SET sheltered_until = '2025-12-31'",
        "UPDATE participants_participant SET sheltered_from = '2025-11-01'",
        "UPDATE participants_participant SET shelter_answered_by = 'staff:9'",
        "INSERT INTO participants_participant SELECT (hers).* FROM participants_participant hers",
    ],
)
def test_check_that_stands_ends_with_the_answer(change: str) -> None:
    ask_about_shelter(make_participant(), since=SINCE)

    assert find_refusal(change) == "answer_about_a_shelter_is_checked_anew"


def press(client: Any, name: str, **typed: str) -> Any:
    args = (Participant.objects.get().pk, name)
    return client.post(reverse("admin:participants_participant_ask", args=args), typed)


def test_answer_that_is_another_meanwhile_is_not_checked_unread() -> None:
    participant = make_participant()
    second = sign_in(name="dara")
    answer(since=SINCE)
    address = reverse("admin:participants_participant_ask", args=(participant.pk, "check-shelter"))
    page = second.get(address)
    answer()

    told = press(second, "check-shelter", seen=page.context["seen"])

    assert "changed since you looked" in told.text
    assert is_sheltered() is None


def test_answer_goes_through_two_screens() -> None:
    participant = make_participant()
    first, second = sign_in(), sign_in(name="dara")
    address = reverse("admin:participants_participant_ask", args=(participant.pk, "check-shelter"))

    press(first, "shelter")
    own = press(first, "check-shelter")
    page = second.get(address).text
    waiting = [
        [panel.title for panel in client.get("/admin/").context["waiting"]]
        for client in (first, second, sign_in(roles.AUDITOR, "audra"))
    ]
    press(second, "check-shelter")

    title = "Answers about a shelter to check"
    assert [title in titles for titles in waiting] == [False, True, False]
    assert ("no longer possible" in own.text, "cora recorded on" in page) == (True, True)
    assert is_sheltered() is False
