"""Every look is committed before anything opens; ten an hour, with a reason, for good."""

from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from impact.vault import sealing
from impact.vault.models import Look
from impact.vault.queries import list_looks
from impact.vault.refusals import (
    LookNotWrittenError,
    NotOnFileError,
    TooManyLooksError,
    VaultRefusedError,
)
from impact.vault.services import looking
from impact.vault.services.looking import find_records, reveal_field
from tests.impact.vault.builders import HERS, OTHER, WHY, WORKER, build_looker, put_in
from tests.impact.vault.conftest import OTHER_CODE

HOUR = timedelta(hours=1)


def read(code: str, field: str = "given_name", **changes: Any) -> str:
    return reveal_field(account_code=code, field=field, looker=build_looker(**changes))


def count_looks() -> int:
    return Look.objects.filter(kind__in=("revealed", "searched", "found")).count()


@pytest.mark.django_db
def test_look_says_who_when_what_why_and_from_where(code: str) -> None:
    now = timezone.now()

    read(code, now=now, address="192.0.2.7")

    look = Look.objects.get(kind="revealed")
    assert (look.actor, look.account_code, look.field) == (WORKER, code, "given_name")
    assert (look.at, look.reason, look.address) == (now, WHY, "192.0.2.7")


@pytest.mark.django_db(transaction=True)
def test_look_is_committed_before_the_key_is_touched(
    transactional_db: None, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    unwrap = sealing.unwrap

    def watch(row: Any) -> bytes:
        facts = connection.get_connection_params()
        names = ("host", "port", "user", "password", "dbname")
        with psycopg2.connect(**{name: facts[name] for name in names if facts.get(name)}) as other:
            cursor = other.cursor()
            cursor.execute("SELECT count(*) FROM vault_look WHERE kind = 'revealed'")
            seen.append(cursor.fetchone()[0])
        return unwrap(row)

    monkeypatch.setattr(sealing, "unwrap", watch)

    assert read(code) == HERS["given_name"]
    assert seen == [1]


@pytest.mark.django_db(transaction=True)
def test_look_inside_another_transaction_is_refused_and_opens_nothing(
    transactional_db: None, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(sealing, "open_field", opened.append)

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        read(code)

    assert (opened, count_looks()) == ([], 0)


@pytest.mark.django_db
def test_log_that_fails_opens_nothing(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(Look.objects, "create", fail)
    monkeypatch.setattr(sealing, "open_field", opened.append)

    with pytest.raises(LookNotWrittenError, match="nothing was opened"):
        read(code)
    with pytest.raises(LookNotWrittenError):
        find_records(kind="phone", words=HERS["phone"], looker=build_looker())

    assert (opened, count_looks()) == ([], 0)


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "too short", " " * 20])
def test_look_without_a_reason_is_refused(code: str, reason: str) -> None:
    with pytest.raises(VaultRefusedError, match="ten signs"):
        read(code, reason=reason)

    assert count_looks() == 0


@pytest.mark.django_db
def test_eleventh_look_within_an_hour_is_refused(code: str) -> None:
    now = timezone.now()
    for minutes in range(10):
        read(code, now=now - HOUR + timedelta(minutes=minutes + 1))

    with pytest.raises(TooManyLooksError):
        read(code, now=now)

    assert count_looks() == 10
    assert read(code, now=now, actor=OTHER) == HERS["given_name"]
    assert read(code, now=now + timedelta(minutes=2)) == HERS["given_name"]


@pytest.mark.django_db
def test_thirty_first_search_within_an_hour_is_refused(code: str) -> None:
    for _number in range(30):
        find_records(kind="name", words="Nobody At All", looker=build_looker())

    with pytest.raises(TooManyLooksError):
        find_records(kind="name", words="Placeholder Oneword", looker=build_looker())

    assert Look.objects.filter(kind="found").count() == 0


@pytest.mark.django_db
def test_field_that_is_not_on_file_is_said_in_words(code: str) -> None:
    with pytest.raises(NotOnFileError):
        read(OTHER_CODE)

    assert count_looks() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("name", "Placeholder Oneword"),
        ("name", "  ONEWORD   plácehölder "),
        ("name", "សាកល្បង"),
        ("phone", "012 345 678"),
        ("phone", "0085512345678"),
    ],
)
def test_exact_name_or_phone_finds_her_however_it_is_written(
    code: str, kind: str, words: str
) -> None:
    put_in(OTHER_CODE, given_name="Another", own_script="ផ្សេង", phone="099 111 222")

    assert find_records(kind=kind, words=words, looker=build_looker()) == [code]
    assert list(list_looks(code).filter(kind="found").values_list("reason", flat=True)) == [WHY]
    assert not list_looks(OTHER_CODE).filter(kind="found")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("name", "Placeholder"),
        ("name", "Place"),
        ("name", "012 345 678"),
        ("name", "សាកល្បង ក"),
        ("phone", "345 678"),
        ("phone", "Placeholder Oneword"),
        ("name", "---"),
    ],
)
def test_parts_find_nobody_and_the_search_is_written_down(code: str, kind: str, words: str) -> None:
    assert find_records(kind=kind, words=words, looker=build_looker()) == []
    assert count_looks() == 1


@pytest.mark.django_db
def test_other_index_key_finds_nobody(code: str, settings: Any) -> None:
    settings.VAULT_INDEX_KEY = settings.VAULT_KEYS[0]

    assert find_records(kind="phone", words=HERS["phone"], looker=build_looker()) == []


@pytest.mark.django_db
def test_changed_name_is_found_and_the_old_one_is_not(code: str) -> None:
    put_in(code, family_name="Newword")

    found = [
        find_records(kind="name", words=f"Placeholder {name}", looker=build_looker())
        for name in ("Newword", "Oneword")
    ]

    assert found == [[code], []]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE vault_look SET reason = 'x'", "DELETE FROM vault_look"])
def test_log_is_final(code: str, change: str) -> None:
    read(code)
    before = list(Look.objects.order_by("pk").values())

    with pytest.raises(IntegrityError, match="final"), transaction.atomic():
        connection.cursor().execute(change)

    assert list(Look.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_log_holds_no_value(code: str) -> None:
    read(code)
    find_records(kind="phone", words=HERS["phone"], looker=build_looker())

    rows = str(list(Look.objects.order_by("pk").values()))

    assert [text for text in HERS.values() if text in rows] == []
    assert looking.Look is Look
