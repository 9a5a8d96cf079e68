"""The private servers start in any folder and after any end."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from bench import store
from nomi.env import get_database
from nomi.stack import clean, leftovers, places
from nomi.stack.demo import find_stripe_port
from nomi.stack.postgres import Postgres
from nomi.stack.redis import Redis


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that the user who runs PostgreSQL for root can reach."""
    made = Path(tempfile.mkdtemp(prefix="nomi-stack-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def ask(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("DATABASE_URL", postgres.url("postgres"))
    settings = get_database()
    line = psycopg2.connect(host=str(settings["HOST"]), user="postgres", dbname="postgres")
    with line, line.cursor() as cursor:
        cursor.execute("select 42")
        (found,) = cursor.fetchone() or (0,)
    line.close()
    return int(found)


def test_postgres_recovers_from_kill_nine_and_a_number_given_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres = Postgres(folder / "a b+c%20" / "postgres")
    postgres.start()
    assert postgres.child.process is not None
    os.kill(postgres.child.process.pid, signal.SIGKILL)
    postgres.child.process.wait()
    note = postgres.data / "postmaster.pid"
    note.write_text(note.read_text().replace(str(postgres.child.process.pid), str(os.getpid()), 1))

    postgres.start()

    assert ask(postgres, monkeypatch) == 42
    postgres.stop()


def test_redis_starts_on_the_socket_that_kill_nine_left(folder: Path) -> None:
    server = Redis(folder / "a b+c%20" / "redis")
    server.start()
    server.kill()
    assert server.socket.exists()

    server.start()

    with redis.Redis.from_url(server.url()) as client:
        assert client.ping() is True
    server.stop()


def test_sockets_of_a_deep_folder_go_to_a_short_one_always_the_same(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-name"] * 6)

    found = {places.get_socket_folder(deep) for _ in range(2)}

    assert len(found) == 1
    assert len(os.fsencode(found.pop())) < places.LONGEST_SOCKET_FOLDER


def test_closed_folder_is_replaced_by_one_that_everybody_reaches(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)

    assert not places.is_open(closed / "project")
    assert places.get_open_folder(closed / "project").parent == places.OPEN_PLACE


def test_folder_that_somebody_else_prepared_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trap").symlink_to(tmp_path)

    with pytest.raises(places.ForeignPlaceError):
        places.take(tmp_path / "trap")


def test_clean_wipes_the_data_there_and_elsewhere_but_nothing_of_others(folder: Path) -> None:
    elsewhere = Path(tempfile.mkdtemp(prefix="nomi-"))
    others = folder / "others"
    others.mkdir()
    note = folder / "local" / "demo-1" / "postgres" / places.ELSEWHERE
    note.parent.mkdir(parents=True)
    note.write_text(f"{elsewhere}\n{others}\n")

    clean.wipe(folder / "local")

    assert ((folder / "local").exists(), elsewhere.exists(), others.exists()) == (
        False,
        False,
        True,
    )


def test_clean_leaves_a_running_demo_alone(folder: Path) -> None:
    demo = folder / "local" / "demo-1"
    demo.mkdir(parents=True)
    handle = leftovers.claim(demo)

    with pytest.raises(leftovers.BusyError):
        clean.wipe(folder / "local")

    assert demo.exists()
    os.close(handle)


def test_clean_runs_without_the_packages() -> None:
    done = subprocess.run(
        ["python3", "-I", "-c", "import sys; sys.path.insert(0, '.'); import nomi.stack.clean"],
        capture_output=True,
        check=False,
    )

    assert done.stderr == b""


def test_neighbouring_demos_keep_out_of_each_others_ports() -> None:
    ports = {port: find_stripe_port(port) for port in (8000, 8001, 60_000)}

    assert ports == {8000: 18_000, 8001: 18_001, 60_000: 50_000}


def test_port_that_was_given_to_one_is_given_to_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "NOT_LENT", store.NOT_LENT[:100])
    marks: list[Any] = []
    monkeypatch.setattr(store, "MARKS", marks)

    ports = [store.find_free_port() for _one in range(60)]

    assert len(set(ports)) == 60
    for mark in marks:
        mark.close()
