"""Pseudonyms come from a list and are never used again; a shelter keeps a year of silence."""

from datetime import date

import pytest

from impact.participants.models import (
    RetiredPseudonym,
)
from impact.participants.pseudonyms import (
    PLANTS,
    NoPseudonymLeftError,
    draw_pseudonym,
    is_too_near,
    measure_distance,
)
from impact.participants.queries import (
    find_publishing_facts,
)
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services import enrol, replace_pseudonym
from impact.participants.services.accounts import Entry
from impact.participants.services.people import record_shelter
from tests.impact.participants.builders import (
    CODE,
    NOON,
    OPENED,
    WORKER,
    ask_about_shelter,
    find_refusal,
    make_participant,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.mark.parametrize(
    ("pseudonym", "name", "is_near"),
    [
        ("Rose", "Rosa", True),  # same initial, one letter
        ("Linden", "Linda", True),  # same initial, two letters
        ("Linden", "Lindaya", False),  # three letters
        ("Maple", "Raple", False),  # one letter, another initial
        ("Maple", "Chan Maple", True),  # a word of the name
        ("Rosemary", "Mary", True),  # the name stands in the pseudonym
        ("Ash", "Ashanti", True),  # the pseudonym stands in the name
        ("Ivy", "Éva", False),
        ("Iris", "Írís", True),  # accents make no difference
        ("Mint", "M int", True),  # nor do spaces
        ("Oak", "", False),
    ],
)
def test_pseudonym_near_a_name_is_refused(pseudonym: str, name: str, *, is_near: bool) -> None:
    assert is_too_near(pseudonym, name) is is_near


def test_distance_counts_changed_added_and_missing_letters() -> None:
    assert measure_distance("kitten", "sitting") == 3
    assert measure_distance("", "abc") == 3
    assert measure_distance("same", "same") == 0


def test_pseudonym_is_drawn_from_the_list_and_used_once() -> None:
    account = enrol(
        entry=Entry(), names=["Acacia Bamboo"], opened_on=OPENED, actor=WORKER, now=NOON
    )

    assert account.pseudonym in PLANTS
    assert account.pseudonym not in {"Acacia", "Bamboo"}
    with pytest.raises(NoPseudonymLeftError):
        draw_pseudonym(names=[], used=PLANTS)


def test_replaced_pseudonym_is_never_used_again() -> None:
    participant = make_participant()
    old = participant.account.pseudonym

    account = replace_pseudonym(account_code=CODE, names=["Ada"], actor=WORKER, now=NOON)

    assert account.pseudonym != old
    assert list(RetiredPseudonym.objects.values_list("name", flat=True)) == [old]
    assert find_refusal("UPDATE participants_trainingaccount SET pseudonym = %s", old.upper()) == (
        "retired_pseudonym_is_never_used_again"
    )


def test_nothing_is_published_while_nobody_has_asked_about_a_shelter() -> None:
    make_participant()

    facts = find_publishing_facts(account_code=CODE, on=TODAY)

    assert (facts.is_adult, facts.is_sheltered, facts.status) == (True, None, "active")
    assert find_publishing_facts(account_code="ZZZZZZZZ", on=TODAY) is None


@pytest.mark.parametrize(
    ("since", "until", "on", "is_sheltered"),
    [
        (None, None, TODAY, False),
        (date(2026, 1, 1), None, TODAY, True),
        (date(2024, 1, 1), date(2025, 3, 2), date(2026, 3, 1), True),
        (date(2024, 1, 1), date(2025, 3, 2), date(2026, 3, 2), False),
        (date(2026, 1, 1), date(2028, 2, 29), date(2029, 2, 28), True),
        (date(2026, 1, 1), date(2028, 2, 29), date(2029, 3, 1), False),
        (date(2026, 1, 1), date(2027, 3, 1), date(2028, 2, 29), True),
        (date(2026, 1, 1), date(2027, 2, 28), date(2028, 2, 28), False),
    ],
)
def test_shelter_counts_for_twelve_months_after_it(
    since: date | None, until: date | None, on: date, *, is_sheltered: bool
) -> None:
    participant = make_participant()

    ask_about_shelter(participant, since=since, until=until)

    assert find_publishing_facts(account_code=CODE, on=on).is_sheltered is is_sheltered


def test_time_in_a_shelter_that_cannot_be_is_refused() -> None:
    participant = make_participant()

    with pytest.raises(ProgrammeRefusedError):
        record_shelter(
            participant_id=participant.pk,
            sheltered_from=None,
            sheltered_until=TODAY,
            actor=WORKER,
            now=NOON,
        )

    participant.refresh_from_db()
    assert (participant.shelter_asked_on, participant.sheltered_until) == (None, None)
