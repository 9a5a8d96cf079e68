"""Erased means erased: the key is gone, the list outlives the database, backups are cleared."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from impact.vault.models import Erasure, IndexEntry, Look, SealedField, VaultKey
from impact.vault.queries import is_erased
from impact.vault.refusals import (
    ErasedError,
    NotAskedError,
    NotOnFileError,
    VaultRefusedError,
)
from impact.vault.services import erasing
from impact.vault.services.erasing import ask_erasure, erase_record
from impact.vault.services.looking import find_records, reveal_field
from tests.impact.vault.builders import HERS, OTHER, build_looker, erase, put_in
from tests.impact.vault.conftest import OTHER_CODE

pytestmark = pytest.mark.django_db
TABLES = (VaultKey, SealedField, IndexEntry)


def count_rows() -> list[int]:
    return [model.objects.count() for model in TABLES]


def copy_rows() -> list[Any]:
    """Take yesterday's backup of the vault."""
    return [row for model in TABLES for row in model.objects.all()]


def restore_rows(rows: list[Any]) -> None:
    """Bring yesterday back: the erasure of today is not in it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute("DELETE FROM vault_erasure")
        for row in rows:
            row.save_base(force_insert=True)
        cursor.execute("SET LOCAL session_replication_role = 'origin'")


def test_erased_record_holds_and_finds_nothing(code: str, erasure_list: Path) -> None:
    put_in(OTHER_CODE, given_name="Another", own_script="x", phone="099 111 222")
    now = timezone.now()

    erase(code, now)

    assert count_rows() == [1, 8, 3]
    assert is_erased(code)
    assert erasure_list.read_text() == f"{code} {now.isoformat()}\n"
    assert Look.objects.get(kind="erased").account_code == code
    with pytest.raises(NotOnFileError):
        reveal_field(account_code=code, field="given_name", looker=build_looker())
    assert find_records(kind="phone", words=HERS["phone"], looker=build_looker()) == []


def test_erased_record_is_not_written_again(code: str) -> None:
    erase(code)

    with pytest.raises(ErasedError):
        put_in(code)

    assert count_rows() == [0, 0, 0]


def test_erasing_twice_is_erasing_once(code: str) -> None:
    erase(code)
    with pytest.raises(NotAskedError):
        erase_record(account_code=code, looker=build_looker(actor=OTHER))

    assert Erasure.objects.count() == Look.objects.filter(kind="erased").count() == 1


def test_restored_backup_is_cleared_by_the_list(code: str) -> None:
    put_in(OTHER_CODE)
    backup = [row for row in copy_rows() if row.account_code == code]
    erase(code)
    restore_rows(backup)
    assert reveal_field(account_code=code, field="phone", looker=build_looker()) == HERS["phone"]

    call_command("replay_erasures")
    call_command("replay_erasures")

    assert is_erased(code)
    assert not [m for m in TABLES if m.objects.filter(account_code=code)]
    assert count_rows() == [1, 8, 3]


def test_list_is_written_even_where_the_database_fails(
    code: str, erasure_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_kwargs: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(Erasure.objects, "get_or_create", fail)

    ask_erasure(account_code=code, looker=build_looker())
    with pytest.raises(VaultRefusedError):
        erase_record(account_code=code, looker=build_looker(actor=OTHER))
    monkeypatch.undo()

    assert count_rows() == [1, 8, 3]
    call_command("replay_erasures", list=str(erasure_list))
    assert count_rows() == [0, 0, 0]


def test_replay_without_a_list_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no list of erasures"):
        call_command("replay_erasures", list=str(tmp_path / "nowhere"))


def test_list_is_on_disk_before_anything_goes(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    monkeypatch.setattr(erasing.os, "fsync", lambda _file: steps.append("disk"))
    ask_erasure(account_code=code, looker=build_looker())
    monkeypatch.setattr(erasing, "_erase", lambda *_args, **_more: steps.append("database"))

    erase_record(account_code=code, looker=build_looker(actor=OTHER))

    assert steps == ["disk", "database"]


AGAIN = {
    "vault_vaultkey": "INSERT INTO vault_vaultkey (account_code, wrapped, made_at)"
    " VALUES (%s, 'x', now())",
    "vault_sealedfield": "INSERT INTO vault_sealedfield (uid, account_code, name, sealed,"
    " written_by, written_at) VALUES (gen_random_uuid(), %s, 'phone', 'x', 'staff:1', now())",
    "vault_indexentry": "INSERT INTO vault_indexentry (account_code, kind, digest)"
    " VALUES (%s, 'phone', 'x')",
}


@pytest.mark.parametrize("table", AGAIN)
def test_each_table_refuses_the_erased(code: str, table: str) -> None:
    erase(code)

    with (
        pytest.raises(IntegrityError, match="record was erased"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(AGAIN[table], [code])

    assert count_rows() == [0, 0, 0]


@pytest.mark.parametrize(
    "words", ["DELETE FROM vault_erasure", "UPDATE vault_erasure SET account_code = 'AAAAAA33'"]
)
def test_erasure_is_final(code: str, words: str) -> None:
    erase(code)

    with (
        pytest.raises(IntegrityError, match="final"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(words)

    assert is_erased(code)
