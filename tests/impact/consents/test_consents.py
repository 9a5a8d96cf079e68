"""Consents: one purpose, one channel, three years at most, withdrawn once and for all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from impact.consents.models import Channel, Consent, Purpose
from impact.consents.queries import has_consent, list_ending_soon
from impact.consents.refusals import (
    ConsentRefusedError,
    NothingToWithdrawError,
    UnknownAccountError,
)
from impact.consents.services.consents import (
    record_consent,
    withdraw_consent,
    withdraw_everything,
)
from tests.impact.consents.builders import ACTOR, OTHER, allow, build_yes
from tests.impact.participants.builders import find_refusal, run

pytestmark = pytest.mark.django_db
USE = {"purpose": Purpose.PUBLIC_PAGE, "channel": Channel.WEB}
DAY = timedelta(days=1)


def test_absence_means_no(accounts: list[str], noon: datetime) -> None:
    assert not has_consent(account_code=accounts[0], now=noon, **USE)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("channel", Channel)
def test_one_purpose_on_one_channel_implies_no_other(
    accounts: list[str], noon: datetime, purpose: Purpose, channel: Channel
) -> None:
    allow(accounts[0], noon, purpose=purpose, channel=channel)

    held = {
        (one, where)
        for one in Purpose
        for where in Channel
        if has_consent(account_code=accounts[0], purpose=one, channel=where, now=noon)
    }

    assert held == {(purpose, channel)}
    assert not has_consent(account_code=accounts[1], purpose=purpose, channel=channel, now=noon)


def test_consent_holds_until_its_end_and_not_a_moment_longer(
    accounts: list[str], noon: datetime
) -> None:
    consent = allow(accounts[0], noon)
    moments = [noon - DAY, noon, consent.expires_at - DAY, consent.expires_at]

    held = [has_consent(account_code=accounts[0], now=moment, **USE) for moment in moments]

    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expires_at": timedelta(days=3 * 365 + 1, seconds=1)}, "three years"),
        ({"expires_at": timedelta(0)}, "three years"),
        ({"given_at": DAY}, "still to come"),
        ({"method": "spoken"}, "witness"),
        ({"method": "spoken", "witness": ACTOR}, "witness"),
        ({"evidence": ""}, "paper or recording"),
    ],
)
def test_impossible_consents_are_refused(
    accounts: list[str], noon: datetime, changes: dict[str, Any], words: str
) -> None:
    moments = {
        name: noon + value if isinstance(value, timedelta) else value
        for name, value in changes.items()
    }

    with pytest.raises(ConsentRefusedError, match=words):
        allow(accounts[0], noon, **moments)

    assert Consent.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "last"),
    [
        (datetime(2026, 11, 27, tzinfo=UTC), datetime(2029, 11, 27, tzinfo=UTC)),
        (datetime(2024, 3, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), datetime(2031, 2, 28, tzinfo=UTC)),
    ],
)
def test_three_years_end_on_the_same_day_of_the_calendar(
    accounts: list[str], given: datetime, last: datetime
) -> None:
    with pytest.raises(ConsentRefusedError, match="three years"):
        allow(accounts[0], given, expires_at=last + DAY)

    assert allow(accounts[0], given, expires_at=last).expires_at == last


def test_spoken_consent_with_another_witness_is_recorded(
    accounts: list[str], noon: datetime
) -> None:
    assert allow(accounts[0], noon, method="spoken", witness=OTHER).witness == OTHER


def test_consent_of_an_unknown_account_is_refused(db: None, noon: datetime) -> None:
    with pytest.raises(UnknownAccountError):
        record_consent(account_code="NNNNNNNN", yes=build_yes(noon), actor=ACTOR, now=noon)

    assert Consent.objects.count() == 0


def test_withdrawal_ends_renewals_too_and_nothing_else(accounts: list[str], noon: datetime) -> None:
    consent = allow(accounts[0], noon)
    allow(accounts[0], noon, expires_at=noon + 2 * 365 * DAY)
    allow(accounts[0], noon, purpose=Purpose.PRESS)

    ended = withdraw_consent(consent_id=consent.pk, words="By phone.", actor=OTHER, now=noon)

    assert ended == 2
    assert not has_consent(account_code=accounts[0], now=noon, **USE)
    assert has_consent(account_code=accounts[0], purpose="press", channel="web", now=noon)
    consent.refresh_from_db()
    assert (consent.withdrawn_at, consent.withdrawal_recorded_by) == (noon, OTHER)


def test_withdrawal_is_recorded_once(accounts: list[str], noon: datetime) -> None:
    consent = allow(accounts[0], noon)
    withdraw_consent(consent_id=consent.pk, words="By phone.", actor=OTHER, now=noon)

    with pytest.raises(NothingToWithdrawError):
        withdraw_consent(consent_id=consent.pk, words="Again.", actor=ACTOR, now=noon + DAY)

    consent.refresh_from_db()
    assert (consent.withdrawn_at, consent.withdrawal_words) == (noon, "By phone.")


def test_everything_of_one_woman_is_withdrawn_at_once(accounts: list[str], noon: datetime) -> None:
    for purpose in Purpose:
        allow(accounts[0], noon, purpose=purpose)
    allow(accounts[1], noon)

    ended = withdraw_everything(account_code=accounts[0], words="Said so.", actor=ACTOR, now=noon)

    assert ended == len(Purpose)
    assert (
        Consent.objects.in_force(at=noon).values_list("account_id", flat=True).get()
        == (accounts[1])
    )


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "press"},
        {"channel": "mail"},
        {"expires_at": datetime(2029, 1, 1).astimezone()},
        {"account_id": "YYYYYYYY"},
        {"withdrawn_at": None, "withdrawal_recorded_by": "", "withdrawal_words": ""},
        {"withdrawal_words": "otherwise"},
    ],
)
def test_written_consent_is_never_rewritten(
    accounts: list[str], noon: datetime, change: dict[str, Any]
) -> None:
    consent = allow(accounts[0], noon)
    withdraw_consent(consent_id=consent.pk, words="By phone.", actor=OTHER, now=noon)
    before = Consent.objects.values().get()

    with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
        Consent.objects.update(**change)

    assert Consent.objects.values().get() == before


BORN_WITHDRAWN = """
INSERT INTO consents_consent (uid, account_code, purpose, channel, language, explained_by, method,
    witness, evidence, given_at, expires_at, recorded_by, recorded_at, withdrawn_at,
    withdrawal_recorded_by, withdrawal_words)
SELECT gen_random_uuid(), account_code, purpose, channel, language, explained_by, method, witness,
    evidence, given_at, expires_at, recorded_by, recorded_at, now(), 'staff:1', ''
FROM consents_consent
"""


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        (BORN_WITHDRAWN, "consent_begins_unended"),
        ("UPDATE consents_consent SET withdrawn_at = now()", "withdrawal_says_who_recorded_it"),
        ("TRUNCATE consents_consent", "consent_is_never_emptied"),
    ],
)
def test_consent_ends_in_no_other_way(
    accounts: list[str], noon: datetime, sql: str, rule: str
) -> None:
    allow(accounts[0], noon)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE would be refused for what still waits

    assert find_refusal(sql) == rule
    assert has_consent(account_code=accounts[0], now=noon, **USE)


def test_consents_are_never_deleted(accounts: list[str], noon: datetime) -> None:
    allow(accounts[0], noon)

    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        Consent.objects.all().delete()

    assert Consent.objects.count() == 1


def test_ending_soon_leaves_out_what_was_renewed_withdrawn_or_is_over(
    accounts: list[str], noon: datetime
) -> None:
    soon = {"expires_at": noon + 60 * DAY}
    listed = allow(accounts[0], noon, **soon)
    allow(accounts[1], noon, **soon)
    allow(accounts[1], noon, expires_at=noon + 300 * DAY)
    gone = allow(accounts[2], noon, **soon)
    withdraw_consent(consent_id=gone.pk, words="By phone.", actor=ACTOR, now=noon)
    allow(accounts[3], noon - 9 * DAY, expires_at=noon - DAY)
    allow(accounts[4], noon, expires_at=noon + 61 * DAY)

    assert list(list_ending_soon(now=noon)) == [listed]
