"""Ten looks an hour are ten, however many run at once; what is being written is erased too."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections, transaction

from impact.vault.models import Look, SealedField
from impact.vault.refusals import TooManyLooksError
from impact.vault.services import erasing, writing
from impact.vault.services.looking import Looker, reveal_field
from tests.impact.vault.builders import build_looker, erase
from tests.impact.vault.conftest import OTHER_CODE
from tests.meeting import count_waiting, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = "PERFORM pg_catalog.pg_advisory_xact_lock"
COUNTED = "RETURN NEW;"
DOOR = 7
SHUT = f"PERFORM pg_catalog.pg_advisory_xact_lock_shared({DOOR}); RETURN NEW;"
"""After the count: whoever comes while the door is shut counts as few."""


def read(code: str) -> int:
    try:
        reveal_field(account_code=code, field="phone", looker=build_looker())
    except TooManyLooksError:
        return 0
    finally:
        connections.close_all()
    return 1


def read_at_once(code: str) -> int:
    """Let twenty look while the door is shut; open it when all of them wait."""
    with ThreadPoolExecutor(20) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DOOR])
            looks = [pool.submit(read, code) for _look in range(20)]
            assert wait_until(lambda: count_waiting() == 20)
        return sum(look.result() for look in looks)


def test_twenty_looks_at_once_are_ten(transactional_db: None, code: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(read, [code] * 20)) == 10
    assert Look.objects.filter(kind="revealed").count() == 10


@pytest.fixture
def uncounted() -> Iterator[None]:
    """Take the lock out of the trigger: its twin without the guard."""
    name = "pgtrigger_look_is_one_of_few_within_an_hour"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE %s", [f"{name}%"]
        )
        text = cursor.fetchone()[0]
        assert LOCK in text
        before, _last, after = text.replace(LOCK, "-- " + LOCK).rpartition(COUNTED)
        cursor.execute(before + SHUT + after)
    yield
    with connection.cursor() as cursor:
        cursor.execute(text)


@pytest.mark.usefixtures("uncounted")
def test_control_without_the_lock_lets_more_through(transactional_db: None, code: str) -> None:
    assert read_at_once(code) == 20


def write_while_erasing(monkeypatch: pytest.MonkeyPatch) -> int:
    """Erase a record that is being written; return how many sealed fields are left of it."""
    written, may_end = Event(), Event()
    note_look = writing.note_look

    def note_slowly(looker: Looker, **facts: str) -> None:
        note_look(looker, **facts)
        written.set()
        may_end.wait(timeout=60)

    monkeypatch.setattr(writing, "note_look", note_slowly)
    with ThreadPoolExecutor(2) as pool:
        writer = pool.submit(close_after, write_other)
        assert written.wait(timeout=60)
        eraser = pool.submit(close_after, erase_other)
        assert wait_until(lambda: eraser.done() or count_waiting() > 0)
        may_end.set()
        for done in (writer, eraser):
            done.result(timeout=60)
    return SealedField.objects.filter(account_code=OTHER_CODE).count()


def close_after(act: Callable[[], None]) -> None:
    try:
        act()
    finally:
        connections.close_all()


def write_other() -> None:
    """Write what no index holds: nothing comes after it that the erasure's trigger would see."""
    writing.write_fields(
        account_code=OTHER_CODE, values={"address": "Sample village"}, looker=build_looker()
    )


def erase_other() -> None:
    erase(OTHER_CODE)


@pytest.mark.usefixtures("code")
def test_record_that_is_being_written_is_erased_whole(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert write_while_erasing(monkeypatch) == 0


@pytest.mark.usefixtures("code")
def test_control_without_the_lock_leaves_what_was_being_written(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "lock_record", lambda _code: None)

    assert write_while_erasing(monkeypatch) > 0
