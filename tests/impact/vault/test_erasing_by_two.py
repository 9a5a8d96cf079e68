"""One person closes her record at once; it is erased when a second one agrees."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.consents.models import Consent
from impact.vault.models import Erasure, ErasureRequest, Look, SealedField
from impact.vault.queries import is_erased
from impact.vault.refusals import ErasedError, NotAskedError, VaultRefusedError
from impact.vault.services.erasing import ask_erasure, erase_record, keep_record
from impact.vault.services.looking import find_records, reveal_field
from nomi.staff import roles
from tests.impact.consents.builders import allow
from tests.impact.participants.builders import find_refusal, run, sign_in
from tests.impact.vault.builders import HERS, OTHER, WHY, WORKER, build_looker, erase, put_in
from tests.impact.vault.conftest import CODE

pytestmark = pytest.mark.django_db


def ask(code: str) -> None:
    ask_erasure(account_code=code, looker=build_looker())


def search() -> list[str]:
    return find_records(kind="phone", words=HERS["phone"], looker=build_looker(actor=OTHER))


def read(code: str) -> str:
    return reveal_field(account_code=code, field="phone", looker=build_looker(actor=OTHER))


def test_first_person_closes_what_can_find_her_and_erases_nothing(
    code: str, erasure_list: Path
) -> None:
    consent = allow(code, timezone.now())
    found = search()

    ask(code)

    consent.refresh_from_db()
    assert (found, search(), is_erased(code)) == ([code], [], False)
    for act in (read, put_in):
        with pytest.raises(ErasedError, match="is to be erased"):
            act(code)
    assert (consent.withdrawn_at is not None, erasure_list.exists()) == (True, False)
    assert SealedField.objects.count() == len(HERS)
    assert Look.objects.filter(kind__in=("revealed", "asked")).count() == 1


@pytest.mark.parametrize("answer", [erase_record, keep_record])
def test_whoever_asked_does_not_answer(
    code: str, erasure_list: Path, answer: Callable[..., None]
) -> None:
    with pytest.raises(NotAskedError):
        answer(account_code=code, looker=build_looker(actor=OTHER))
    ask(code)
    with pytest.raises(VaultRefusedError, match="asked to erase this record already"):
        ask_erasure(account_code=code, looker=build_looker(actor=OTHER))

    with pytest.raises(VaultRefusedError, match="Whoever asked to erase"):
        answer(account_code=code, looker=build_looker())

    assert (is_erased(code), erasure_list.exists()) == (False, False)
    assert ErasureRequest.objects.get().answer == ""
    assert SealedField.objects.count() == len(HERS)


def test_record_that_is_kept_opens_again_and_what_she_allowed_does_not(code: str) -> None:
    allow(code, timezone.now())
    ask(code)

    keep_record(account_code=code, looker=build_looker(actor=OTHER))

    assert (search(), read(code)) == ([code], HERS["phone"])
    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 0
    ask(code)
    assert ErasureRequest.objects.count() == 2


def test_what_she_allowed_meanwhile_goes_with_her_record(code: str) -> None:
    ask(code)
    allow(code, timezone.now())

    erase_record(account_code=code, looker=build_looker(actor=OTHER))

    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 0


ADD = "INSERT INTO vault_erasurerequest (account_code, reason, asked_by, asked_at, answer,"
VALUES = " answered_by, answered_at) VALUES (%s, 'She wishes it so.', 'staff:1', now(), "
ERASE = "INSERT INTO vault_erasure (account_code, erased_at) VALUES ('AAAAAA22', now())"
LOOK = (
    "INSERT INTO vault_look (at, actor, kind, account_code, field, reason, address)"
    " VALUES (now(), 'staff:2', '{}', 'AAAAAA22', '{}', 'To call her.', '')"
)
ANSWER = "UPDATE vault_erasurerequest SET answered_at = now(), answer = 'erased', answered_by = "


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        (
            ADD + VALUES + "'erased', 'staff:2', now())",
            "erasure_is_asked_for_before_it_is_answered",
        ),
        (ANSWER + "'staff:1'", "erasure_is_answered_by_another"),
        (ANSWER + "'nobody'", "erasure_is_answered_by_another"),
        (ANSWER + "'staff:2', asked_by = 'staff:3'", "erasure_is_answered_once"),
        ("DELETE FROM vault_erasurerequest", "erasure_request_is_never_deleted"),
        ("TRUNCATE vault_erasurerequest", "erasure_request_is_never_emptied"),
        (ERASE, "erasure_is_agreed_by_two"),
        (LOOK.format("revealed", "phone"), "record_waits_for_its_erasure"),
        (LOOK.format("found", ""), "record_waits_for_its_erasure"),
        (LOOK.format("written", "phone"), "record_waits_for_its_erasure"),
    ],
)
def test_database_refuses_what_one_person_does_alone(code: str, sql: str, rule: str) -> None:
    ask(code)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE would be refused for what still waits

    assert find_refusal(sql, *([code] if "%s" in sql else [])) == rule
    assert Erasure.objects.count() == 0


def test_asking_needs_a_person_and_a_reason(code: str) -> None:
    asked = "INSERT INTO vault_erasurerequest (account_code, reason, asked_by, asked_at, answer,"
    asked += " answered_by) VALUES (%s, '{}', '{}', now(), '', '')"

    rules = [
        find_refusal(asked.format(reason, who), code)
        for reason, who in (("No.", "staff:1"), ("She wishes it so.", "system"))
    ]

    assert rules == ["erasure_is_asked_for_by_a_person_with_a_reason"] * 2


def test_record_that_was_kept_is_not_erased_by_that_answer(code: str) -> None:
    ask(code)
    keep_record(account_code=code, looker=build_looker(actor=OTHER))

    assert find_refusal(ERASE) == "erasure_is_agreed_by_two"


def test_each_step_stands_in_the_log_with_who_took_it(code: str) -> None:
    ask(code)
    keep_record(account_code=code, looker=build_looker(actor=OTHER))
    erase(code)

    steps = Look.objects.filter(kind__in=("asked", "kept", "erased")).order_by("pk")
    assert list(steps.values_list("kind", "actor")) == [
        ("asked", WORKER),
        ("kept", OTHER),
        ("asked", WORKER),
        ("erased", OTHER),
    ]


def test_answer_is_final(code: str) -> None:
    erase(code)

    with pytest.raises(IntegrityError, match="answered once"), transaction.atomic():
        ErasureRequest.objects.update(answered_by="staff:3")

    assert ErasureRequest.objects.get().asked_by == WORKER


def press(client: Client, typed: str, act: str = "") -> Any:
    page = reverse("vault:erase", args=(CODE,))
    return client.post(page, {"code": typed, "reason": WHY, "act": act})


def test_erasing_goes_through_two_screens_by_the_code_typed_again(code: str) -> None:
    first, second = sign_in(), sign_in(name="dara")
    record = reverse("vault:record", args=(code,))

    wrong = press(first, "AAAAAA33")
    press(first, code)
    own = press(first, code, act="erase")
    kept = SealedField.objects.count()
    waiting = [
        [panel.title == "Records to erase, or to keep" for panel in page.context["waiting"]]
        for page in (client.get("/admin/") for client in (first, second))
    ]
    page = second.get(reverse("vault:erase", args=(code,))).text
    closed = second.get(record).text
    press(second, code.lower(), act="erase")

    assert "not the code of the record" in wrong.text
    assert ("Another person does" in own.text, kept) == (True, len(HERS))
    assert [any(panels) for panels in waiting] == [False, True]
    assert ("cora asked for it" in page, "is to be erased" in closed) == (True, True)
    assert "was erased" in second.get(record).text
    assert SealedField.objects.count() == 0


def test_today_names_it_to_nobody_else(code: str) -> None:
    ask_erasure(account_code=code, looker=build_looker(actor="staff:999999"))

    seen = {
        role: any(
            panel.title == "Records to erase, or to keep" for panel in page.context["waiting"]
        )
        for role in roles.ROLES
        for page in [sign_in(role, role).get("/admin/")]
    }

    assert seen == {role: role == roles.PROGRAMME for role in roles.ROLES}
    assert get_user_model().objects.count() == len(roles.ROLES)
