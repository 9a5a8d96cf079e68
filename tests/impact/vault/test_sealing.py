"""A sealed field opens under its own key, in its own row, unchanged; and not otherwise."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from impact.vault import sealing
from impact.vault.models import Field, SealedField, VaultKey
from impact.vault.refusals import SealedShutError
from impact.vault.services.looking import reveal_field
from impact.vault.services.wrapping import rewrap_keys
from tests.impact.vault.builders import HERS, build_looker, put_in
from tests.impact.vault.conftest import OTHER_CODE

pytestmark = pytest.mark.django_db
NEW = "new:" + base64.b64encode(b"n" * 32).decode()


def read(code: str, field: str = "given_name") -> str:
    return reveal_field(account_code=code, field=field, looker=build_looker())


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def without_guards(act: Callable[[], None]) -> None:
    """Act as a superuser who switched the triggers off."""
    run("SET LOCAL session_replication_role = 'replica'")
    act()
    run("SET LOCAL session_replication_role = 'origin'")


def test_every_field_opens_to_what_was_written(code: str) -> None:
    assert {field: read(code, field) for field in Field.values} == HERS


def test_nothing_is_readable_in_the_tables(code: str) -> None:
    rows = [bytes(row.sealed) for row in SealedField.objects.all()]

    assert len(rows) == len(set(rows)) == len(HERS)
    assert not [text for text in HERS.values() for row in rows if text.encode() in row]


def test_each_woman_has_a_key_of_her_own(code: str) -> None:
    put_in(OTHER_CODE)

    wrapped = [bytes(row.wrapped) for row in VaultKey.objects.all()]
    same = SealedField.objects.filter(name="given_name").values_list("sealed", flat=True)

    assert len(set(wrapped)) == 2
    assert len({bytes(one) for one in same}) == 2


def test_wrong_wrapping_key_refuses_and_shows_no_sealed_bytes(code: str, settings: Any) -> None:
    sealed = bytes(SealedField.objects.get(name="given_name").sealed)
    settings.VAULT_KEYS = ["demo:" + base64.b64encode(b"x" * 32).decode()]

    with pytest.raises(SealedShutError) as refusal:
        read(code)

    assert sealed.hex() not in str(refusal.value)
    assert "does not open" in str(refusal.value)


def test_missing_wrapping_key_refuses(code: str, settings: Any) -> None:
    settings.VAULT_KEYS = []

    with pytest.raises(SealedShutError):
        read(code)


MINE, HERS_TOO = "account_code = '{code}'", "account_code = '{other}'"
FIRST = f"{MINE} AND name = 'given_name'"
FIELDS, KEYS = "UPDATE vault_sealedfield SET", "UPDATE vault_vaultkey SET"
KEY_GONE = "DELETE FROM vault_vaultkey WHERE account_code = '{code}'"
SEALED, WRAPPED = "SELECT sealed FROM vault_sealedfield", "SELECT wrapped FROM vault_vaultkey"


@pytest.mark.parametrize(
    "change",
    [
        f"{FIELDS} sealed = ({SEALED} WHERE {MINE} AND name = 'phone') WHERE {FIRST}",
        f"{FIELDS} sealed = ({SEALED} WHERE {HERS_TOO} AND name = 'given_name') WHERE {FIRST}",
        f"{FIELDS} uid = gen_random_uuid() WHERE {FIRST}",
        f"{FIELDS} sealed = set_byte(sealed, 13, get_byte(sealed, 13) # 1)",
        f"{FIELDS} sealed = '' WHERE {FIRST}",
        f"{KEYS} wrapped = ({WRAPPED} WHERE {HERS_TOO}) WHERE {MINE}",
        KEY_GONE,
    ],
)
def test_moved_or_changed_row_refuses(code: str, change: str) -> None:
    put_in(OTHER_CODE)

    without_guards(lambda: run(change.format(code=code, other=OTHER_CODE)))

    with pytest.raises(SealedShutError):
        read(code)


def test_same_value_under_the_key_of_another_woman_refuses(code: str) -> None:
    """Her key and her sealed bytes together, moved to another account, open nothing either."""
    put_in(OTHER_CODE)

    def move() -> None:
        run("DELETE FROM vault_vaultkey WHERE account_code = %s", OTHER_CODE)
        run("DELETE FROM vault_sealedfield WHERE account_code = %s", OTHER_CODE)
        run("UPDATE vault_vaultkey SET account_code = %s", OTHER_CODE)
        run("UPDATE vault_sealedfield SET account_code = %s", OTHER_CODE)

    without_guards(move)

    with pytest.raises(SealedShutError):
        read(OTHER_CODE)


def test_wrapped_key_is_bound_to_its_account(code: str) -> None:
    stolen = VaultKey(account_code=OTHER_CODE, wrapped=VaultKey.objects.get().wrapped)

    with pytest.raises(SealedShutError):
        sealing.unwrap(stolen)


def test_sealed_row_is_bound_to_its_account_and_not_to_its_key_alone(code: str) -> None:
    key = sealing.unwrap(VaultKey.objects.get())

    def move() -> None:
        wrapped = sealing.wrap(key, account_code=OTHER_CODE)
        run("UPDATE vault_vaultkey SET account_code = %s, wrapped = %s", OTHER_CODE, wrapped)
        run("UPDATE vault_sealedfield SET account_code = %s", OTHER_CODE)

    without_guards(move)

    with pytest.raises(SealedShutError):
        read(OTHER_CODE)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("UPDATE vault_sealedfield SET account_code = 'AAAAAA33'", "belongs to its place"),
        ("UPDATE vault_sealedfield SET name = 'phone' WHERE name = 'address'", "its place"),
        ("UPDATE vault_vaultkey SET account_code = 'AAAAAA33'", "belongs to its place"),
        ("DELETE FROM vault_sealedfield", "erasure down first"),
        ("DELETE FROM vault_vaultkey", "erasure down first"),
        ("TRUNCATE vault_vaultkey", "never emptied"),
        ("TRUNCATE vault_sealedfield", "never emptied"),
        ("TRUNCATE vault_look", "never emptied"),
        ("UPDATE vault_look SET actor = 'staff:9'", "are final"),
        ("DELETE FROM vault_look", "are final"),
        ("TRUNCATE vault_erasure", "never emptied"),
    ],
)
def test_database_keeps_sealed_rows_where_they_are(code: str, words: str, rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        run(words)

    assert read(code) == HERS["given_name"]


def test_keys_wrapped_anew_open_without_the_old_key(code: str, settings: Any) -> None:
    put_in(OTHER_CODE)
    fields = list(SealedField.objects.values_list("sealed", flat=True).order_by("pk"))
    settings.VAULT_KEYS = [NEW, *settings.VAULT_KEYS]

    counts = [rewrap_keys(), rewrap_keys()]

    settings.VAULT_KEYS = [NEW]
    assert counts == [2, 0]
    assert read(code) == HERS["given_name"]
    assert list(SealedField.objects.values_list("sealed", flat=True).order_by("pk")) == fields


def test_keys_that_none_opens_are_not_wrapped_anew(code: str, settings: Any) -> None:
    before = bytes(VaultKey.objects.get().wrapped)
    settings.VAULT_KEYS = [NEW]

    with pytest.raises(SealedShutError):
        rewrap_keys()

    assert bytes(VaultKey.objects.get().wrapped) == before
