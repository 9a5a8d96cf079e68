"""What one person alone has recorded allows nothing, until another has seen the paper."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from impact.consents.models import Channel, Consent, Purpose
from impact.consents.queries import has_consent, list_ending_soon
from impact.consents.refusals import ConsentRefusedError
from impact.consents.services.consents import (
    check_consent,
    record_consent,
    withdraw_consent,
)
from impact.pages.consent import list_agreed
from impact.pages.counting.women import list_women
from nomi.platform.people import name_actor
from nomi.staff import roles
from tests.impact.consents.builders import ACTOR, OTHER, allow, build_yes, write_down
from tests.impact.participants.builders import sign_in

pytestmark = pytest.mark.django_db
USE = {"purpose": Purpose.PUBLIC_PAGE, "channel": Channel.WEB}
DAY = timedelta(days=1)


@pytest.mark.parametrize("purpose", Purpose)
def test_word_of_one_person_allows_nothing(
    accounts: list[str], noon: datetime, purpose: Purpose
) -> None:
    use = {"account_code": accounts[0], "purpose": purpose, "channel": Channel.WEB}
    consent = write_down(accounts[0], noon, purpose=purpose)
    alone = has_consent(now=noon, **use)

    check_consent(consent_id=consent.pk, actor=OTHER, now=noon)

    assert (alone, has_consent(now=noon, **use)) == (False, True)


def test_publication_counts_what_was_checked(accounts: list[str], noon: datetime) -> None:
    for code in accounts[:2]:
        write_down(code, noon)
        write_down(code, noon, purpose=Purpose.STATISTICS)
    for consent in Consent.objects.filter(account__code=accounts[0]):
        check_consent(consent_id=consent.pk, actor=OTHER, now=noon + 9 * DAY)

    women = {one.code: one for one in list_women(as_of=noon + DAY)}

    assert list_agreed(now=noon) == {accounts[0]}
    assert [(women[code].public_page, women[code].is_told) for code in accounts[:2]] == [
        ("yes", True),
        ("no", False),
    ]


def test_whoever_recorded_it_does_not_check_it(accounts: list[str], noon: datetime) -> None:
    consent = write_down(accounts[0], noon)

    with pytest.raises(ConsentRefusedError, match="Whoever recorded a consent does not check it"):
        check_consent(consent_id=consent.pk, actor=ACTOR, now=noon)

    consent.refresh_from_db()
    assert (consent.checked_by, consent.checked_at) == ("", None)


def test_consent_is_checked_once_and_not_after_it_was_withdrawn(
    accounts: list[str], noon: datetime
) -> None:
    checked, withdrawn = allow(accounts[0], noon), write_down(accounts[1], noon)
    withdraw_consent(consent_id=withdrawn.pk, words="By phone.", actor=ACTOR, now=noon)

    for consent in (checked, withdrawn):
        with pytest.raises(ConsentRefusedError, match="checked or withdrawn before"):
            check_consent(consent_id=consent.pk, actor="staff:3", now=noon + DAY)

    checks = Consent.objects.order_by("pk").values_list("checked_by", "checked_at")
    assert list(checks) == [(OTHER, noon), ("", None)]


@pytest.mark.parametrize(
    "change",
    [
        {"checked_by": ACTOR, "checked_at": datetime(2027, 1, 1).astimezone()},
        {"checked_by": "", "checked_at": datetime(2027, 1, 1).astimezone()},
        {"checked_by": OTHER, "checked_at": datetime(2001, 1, 1).astimezone()},
    ],
)
def test_database_refuses_a_check_that_is_none(
    accounts: list[str], noon: datetime, change: dict[str, Any]
) -> None:
    write_down(accounts[0], noon)

    with pytest.raises(IntegrityError, match="checked_by_another"), transaction.atomic():
        Consent.objects.update(**change)


def test_database_refuses_a_consent_that_begins_as_checked(
    accounts: list[str], noon: datetime
) -> None:
    """Or one person could write both halves in one row."""
    facts = Consent.objects.filter(pk=write_down(accounts[0], noon).pk).values().get()
    facts |= {"id": None, "uid": uuid4(), "checked_by": OTHER, "checked_at": noon}

    with pytest.raises(IntegrityError, match="checks a consent later"), transaction.atomic():
        Consent.objects.create(**facts)

    assert Consent.objects.checked().count() == 0


def test_what_nobody_checked_is_not_asked_for_again(accounts: list[str], noon: datetime) -> None:
    write_down(accounts[0], noon, expires_at=noon + 9 * DAY)

    assert list(list_ending_soon(now=noon)) == []


def press_check(client: Client, consent: Consent) -> Any:
    return client.post(reverse("admin:consents_consent_ask", args=(consent.pk, "check")))


def test_only_another_of_the_programme_checks_it_on_the_screen(accounts: list[str]) -> None:
    recorder = sign_in()
    cora = name_actor(get_user_model().objects.get(username="cora"))
    now = timezone.now()
    consent = record_consent(account_code=accounts[0], yes=build_yes(now), actor=cora, now=now)
    page = reverse("admin:consents_consent_change", args=(consent.pk,))

    own = press_check(recorder, consent)
    offered = "/ask/check/" in recorder.get(page).text
    others = {role: press_check(sign_in(role, role), consent).status_code for role in roles.ROLES}

    consent.refresh_from_db()
    checker = get_user_model().objects.get(username=roles.PROGRAMME)
    assert ("no longer possible" in own.text, offered) == (True, False)
    assert others == {role: 302 if role == roles.PROGRAMME else 403 for role in roles.ROLES}
    assert consent.checked_by == name_actor(checker)


def test_page_of_the_check_says_what_the_paper_must_say(accounts: list[str]) -> None:
    consent = write_down(accounts[0], timezone.now(), evidence="Folder 9, paper 4")

    page = sign_in().get(reverse("admin:consents_consent_ask", args=(consent.pk, "check"))).text

    days = [date_format(day) for day in (consent.given_at, consent.expires_at)]
    for words in ("public page, web", *days, "signature, Khmer", "Folder 9, paper 4"):
        assert page.count(words) >= 1


def test_today_names_what_waits_to_those_who_may_check_it(accounts: list[str]) -> None:
    write_down(accounts[0], timezone.now())
    title = "Consents to check, with the paper in your hands"

    seen = {
        role: title in [str(panel.title) for panel in answer.context["waiting"]]
        for role in (roles.PROGRAMME, roles.AUDITOR)
        for answer in [sign_in(role, role).get("/admin/")]
    }

    assert seen == {roles.PROGRAMME: True, roles.AUDITOR: False}
