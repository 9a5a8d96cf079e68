"""A real Celery worker in a process of its own, with a Redis of its own, both to be killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


class Worker:
    """One worker on the test's database; it hears bells on the Redis it is given."""

    def __init__(self, folder: Path, *, redis_url: str) -> None:
        self.log = folder / "worker.log"
        self.redis_url = redis_url
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; return at once, since its bells wait for it."""
        database = connection.settings_dict
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "nomi.settings.test",
            "DATABASE_URL": (
                f"postgresql:///{database['NAME']}?host={database['HOST']}&user=postgres"
            ),
            "REDIS_URL": self.redis_url,
            "STRIPE_API_BASE": settings.STRIPE_API_BASE,
        }
        words = "-A nomi worker --pool solo --without-gossip --without-mingle --loglevel WARNING"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", *words.split()],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(timeout=60)
            self.process = None
