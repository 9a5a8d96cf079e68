"""The test run's own PostgreSQL and Redis, known before Django reads its settings."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from nomi.stack.postgres import Postgres
from nomi.stack.process import StackError
from nomi.stack.redis import Redis
from tests import first_cluster


def _make_servers() -> tuple[Postgres, Redis]:
    """Return servers in a folder of this run, not yet started; point the environment at them.

    NOMI_TEST_FOLDER names a folder that stays: with `pytest --reuse-db` the next run there needs
    no migrations. One run at a time may use it. Each worker of a run has servers of its own.
    """
    kept = os.environ.get("NOMI_TEST_FOLDER")
    if kept:
        kept = str(Path(kept) / os.environ.get("PYTEST_XDIST_WORKER", ""))
    folder = Path(kept or tempfile.mkdtemp(prefix="nomi-test-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    if not kept:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    postgres, redis = Postgres(folder / "postgres"), Redis(folder / "redis")
    os.environ["DATABASE_URL"] = postgres.url()
    os.environ["REDIS_URL"] = redis.broker_url()
    os.environ["CACHE_REDIS_URL"] = redis.url()
    os.environ["NOMI_LOCAL_DIR"] = str(folder)
    os.environ.setdefault("DATABASE_STATEMENT_SECONDS", "60")  # a slow machine is no failure
    return postgres, redis


def _is_conductor() -> bool:
    """Return whether this process only hands tests to its workers."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    return not is_worker and any(word.startswith(("-n", "--numprocesses")) for word in sys.argv[1:])


def _conduct() -> None:
    """Let the migrations be applied once, while the workers collect; no server is asked here."""
    os.environ.update(DATABASE_URL="postgresql:///nowhere", REDIS_URL="redis://nowhere")
    if "NOMI_TEST_FOLDER" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="nomi-test-"))
    folder.chmod(0o755)
    maker = first_cluster.begin(folder)

    def end() -> None:
        maker.terminate()
        maker.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)


if _is_conductor():
    _conduct()
    servers = None
else:
    servers = _make_servers()


def pytest_collection_finish() -> None:
    """Start Redis, now that there are tests to run."""
    if servers is not None:
        _postgres, redis = servers
        redis.start()
        atexit.register(redis.stop)


def start_postgres() -> None:
    """Start PostgreSQL, now that a test asks for its database."""
    if servers is None:
        raise StackError("Whoever only hands out tests has no database.")
    postgres, _redis = servers
    first_cluster.give(postgres)
    postgres.start(first_cluster.NOT_DURABLE)
    atexit.register(postgres.stop)
    postgres.create_database()
