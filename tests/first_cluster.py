"""A cluster whose databases have every migration: made once in a run, copied by whoever needs one.

`python -m tests.first_cluster FOLDER` makes it.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from nomi.stack.postgres import Postgres
from nomi.stack.process import StackError

PLACE = "NOMI_FIRST_CLUSTER"
"""The variable that tells the workers of a run where it is; a run by one process has none."""
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}
"""A test run's data need not outlive the machine; locks, order and commits stay as they are."""


def begin(folder: Path) -> "subprocess.Popen[bytes]":
    """Begin to make it in a process of its own, and tell the workers to come where it is."""
    os.environ[PLACE] = str(folder)
    return subprocess.Popen([sys.executable, "-m", __name__, str(folder)])


def give(postgres: Postgres) -> None:
    """Copy its data to a cluster that has none, as soon as it is there; make it if nobody did."""
    folder = os.environ.get(PLACE)
    if folder and not postgres.data.exists():
        first = make(Path(folder))
        postgres.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", str(first.data), str(postgres.data)], check=True)


def make(folder: Path) -> Postgres:
    """Make it unless it is there: the store's database, and the tests' like it."""
    postgres = Postgres(folder)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            postgres.start(NOT_DURABLE)
            postgres.create_database()
            migrate(postgres.url())
            postgres.create_database("test_nomi", template="nomi")
            postgres.stop()
            (folder / "made").touch()
    return postgres


def migrate(database: str) -> None:
    """Apply every migration."""
    nowhere = {"REDIS_URL": "redis://nowhere", "DJANGO_SETTINGS_MODULE": "nomi.settings.test"}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=Path(__file__).parents[1],
        env={**os.environ, **nowhere, "DATABASE_URL": database, "DATABASE_STATEMENT_SECONDS": "0"},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise StackError(done.stderr)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
