"""What may be shown of one woman: every condition of rule 22 is asked, and each alone says no."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from impact.consents import queries
from impact.consents.models import Channel, Purpose
from impact.consents.queries import may_publish
from impact.consents.services.consents import withdraw_consent
from impact.consents.services.flags import open_flag
from impact.participants.models import Participant
from impact.participants.queries import PublishingFacts, find_publishing_facts
from tests.impact.consents.builders import ACTOR, OTHER, allow

pytestmark = pytest.mark.django_db
FIT = PublishingFacts(status="active", is_return_checked=True, is_adult=True, is_sheltered=False)


def ask(code: str, now: datetime, **changes: Any) -> bool:
    use = {"purpose": Purpose.PUBLIC_PAGE, "channel": Channel.WEB, **changes}
    return may_publish(account_code=code, now=now, **use)


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> dict[str, PublishingFacts | None]:
    facts: dict[str, PublishingFacts | None] = {"hers": FIT}
    monkeypatch.setattr(queries, "find_publishing_facts", lambda **_which: facts["hers"])
    return facts


@pytest.mark.usefixtures("standing")
def test_woman_is_shown_when_nothing_speaks_against_it(accounts: list[str], noon: datetime) -> None:
    allow(accounts[0], noon)

    assert ask(accounts[0], noon)
    assert not ask(accounts[0], noon, channel=Channel.PRINT)
    assert not ask(accounts[0], noon + timedelta(days=365))
    assert not ask(accounts[1], noon)


@pytest.mark.usefixtures("standing")
def test_withdrawal_holds_from_the_same_moment(accounts: list[str], noon: datetime) -> None:
    consent = allow(accounts[0], noon)

    withdraw_consent(consent_id=consent.pk, words="By phone.", actor=ACTOR, now=noon)

    assert not ask(accounts[0], noon)


@pytest.mark.usefixtures("standing")
def test_open_flag_hides_her(accounts: list[str], noon: datetime) -> None:
    allow(accounts[0], noon)

    open_flag(account_code=accounts[0], reason="Asked for.", actor=ACTOR, now=noon)

    assert not ask(accounts[0], noon)


GONE = ("paused", "left", "transferred", "unreachable", "deceased", "closed")


@pytest.mark.parametrize(
    "hers",
    [
        None,
        replace(FIT, is_adult=False),
        replace(FIT, is_sheltered=True),
        replace(FIT, is_sheltered=None),
        replace(FIT, is_return_checked=False),
        *(replace(FIT, status=status) for status in GONE),
    ],
)
def test_each_fact_about_her_alone_says_no(
    accounts: list[str],
    noon: datetime,
    standing: dict[str, PublishingFacts | None],
    hers: PublishingFacts | None,
) -> None:
    allow(accounts[0], noon)
    was_shown = ask(accounts[0], noon)

    standing["hers"] = hers

    assert (was_shown, ask(accounts[0], noon)) == (True, False)


@pytest.mark.parametrize("status", ["active", "follow_up", "graduated"])
def test_these_may_be_shown(
    accounts: list[str], noon: datetime, standing: dict[str, PublishingFacts | None], status: str
) -> None:
    allow(accounts[0], noon)

    standing["hers"] = replace(FIT, status=status)

    assert ask(accounts[0], noon)


def test_facts_as_the_programme_records_them_decide(accounts: list[str], noon: datetime) -> None:
    allow(accounts[0], noon)
    hers = Participant.objects.filter(account__code=accounts[0])
    asked = {"shelter_asked_on": noon.date(), "sheltered_from": None, "sheltered_until": None}
    lately = asked | {"sheltered_from": date(2024, 1, 1), "sheltered_until": date(2025, 6, 1)}
    Participant.objects.update(shelter_answered_by=ACTOR)
    seen = [ask(accounts[0], noon)]

    there = lately | {"sheltered_until": None}
    for facts in (asked, there, lately, lately | {"sheltered_until": date(2025, 3, 1)}):
        hers.update(**facts, shelter_checked_by="")
        hers.update(shelter_checked_by=OTHER)
        seen.append(ask(accounts[0], noon))

    assert seen == [False, True, False, False, True]


def test_nobody_is_an_adult_before_it_was_seen(accounts: list[str], noon: datetime) -> None:
    days = (noon.date() - timedelta(days=1), noon.date())

    facts = [find_publishing_facts(account_code=accounts[0], on=day) for day in days]

    assert [one and one.is_adult for one in facts] == [False, True]


def test_code_that_nobody_has_is_not_shown(db: None, noon: datetime) -> None:
    assert not ask("NNNNNNNN", noon)
