"""The test run's own PostgreSQL and Redis, started before Django reads its settings."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from nomi.stack.postgres import Postgres
from nomi.stack.redis import Redis

NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}
"""A test run's data need not outlive the machine; locks, order and commits stay as they are."""


def _start_servers() -> None:
    """Start both servers in a folder of this run and point the environment at them.

    NOMI_TEST_FOLDER names a folder that stays: with `pytest --reuse-db` the next run there needs
    no migrations. One run at a time may use it. Each worker of a run has servers of its own.
    """
    kept = os.environ.get("NOMI_TEST_FOLDER")
    if kept:
        kept = str(Path(kept) / os.environ.get("PYTEST_XDIST_WORKER", ""))
    folder = Path(kept or tempfile.mkdtemp(prefix="nomi-test-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    postgres, redis = Postgres(folder / "postgres"), Redis(folder / "redis")
    postgres.start(NOT_DURABLE)
    redis.start()
    postgres.create_database()

    def stop() -> None:
        postgres.stop()
        redis.stop()
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    os.environ["DATABASE_URL"] = postgres.url()
    os.environ["REDIS_URL"] = redis.broker_url()
    os.environ["CACHE_REDIS_URL"] = redis.url()
    os.environ["NOMI_LOCAL_DIR"] = str(folder)
    os.environ.setdefault("DATABASE_STATEMENT_SECONDS", "60")  # a slow machine is no failure


def _is_conductor() -> bool:
    """Return whether this process only hands tests to its workers."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    return not is_worker and any(word.startswith(("-n", "--numprocesses")) for word in sys.argv[1:])


if _is_conductor():
    # settings are read here too; nothing is asked of these servers, which are not there
    os.environ.update(DATABASE_URL="postgresql:///nowhere", REDIS_URL="redis://nowhere")
else:
    _start_servers()
