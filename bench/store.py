"""The whole store as processes on private servers, to be bought from and killed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from nomi.stack.postgres import Postgres
from nomi.stack.redis import Redis

ROOT = Path(__file__).resolve().parent.parent


def find_free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Child:
    """One process in its own group; `kill` is kill -9 on the whole group."""

    def __init__(self, name: str, words: list[str], environment: dict[str, str], log: Path) -> None:
        self.name, self.words, self.environment, self.log = name, words, environment, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; its output is added to its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _signal(self, number: int) -> None:
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return
        self.process.wait(timeout=20)

    def kill(self) -> None:
        """Kill the group at once."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._signal(signal.SIGTERM)


class Store:
    """PostgreSQL, Redis, the Stripe stand-in, web, worker and beat, all private to one folder."""

    def __init__(self, folder: Path, *, wsgi: str = "nomi.wsgi", web_workers: int = 3) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        self.port, self.stripe_port = find_free_port(), find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.stripe_url = f"http://127.0.0.1:{self.stripe_port}"
        self.postgres, self.redis = Postgres(folder / "postgres"), Redis(folder / "redis")
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "nomi.settings.demo",
            "DATABASE_URL": self.postgres.url(),
            "REDIS_URL": self.redis.broker_url(),
            "CACHE_REDIS_URL": self.redis.url(),
            "NOMI_LOCAL_DIR": str(folder),
            "SITE_ADDRESS": self.url,
            "STRIPE_API_BASE": self.stripe_url,
            "STRIPE_API_KEY": "sk_test_standin",
            "STRIPE_WEBHOOK_SECRETS": "whsec_standin",
        }
        self.stripe = self._child(
            "stripe",
            "-m", "nomi.sandbox", "--port", str(self.stripe_port),
            "--state", str(folder / "stripe"),
            "--webhook-url", f"{self.url}/stripe/webhook/", "--webhook-secret", "whsec_standin",
        )  # fmt: skip
        self.web = self._child(
            "web",
            "-m", "gunicorn", wsgi, "--bind", f"127.0.0.1:{self.port}",
            "--workers", str(web_workers), "--worker-class", "gthread", "--threads", "4",
            "--timeout", "60", "--log-level", "warning",
        )  # fmt: skip
        self.worker = self._child(
            "worker",
            "-m",
            "celery",
            "-A",
            "nomi",
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "warning",
        )
        self.beat = self._child(
            "beat",
            "-m", "celery", "-A", "nomi", "beat", "--loglevel", "warning",
            "--schedule", str(folder / "beat-schedule"), "--pidfile", "",
        )  # fmt: skip

    def _child(self, name: str, *words: str) -> Child:
        return Child(name, [sys.executable, *words], self.environment, self.folder / f"{name}.log")

    def manage(self, *words: str) -> str:
        """Run one management command and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"manage.py {words[0]} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    def start(self, *, seed: bool = True, beat: bool = False) -> None:
        """Start everything and wait until the store answers."""
        self.postgres.start()
        self.redis.start()
        self.postgres.create_database()
        self.manage("migrate", "-v0")
        if seed:
            self.manage("seed_demo")
        self.manage("collectstatic", "--noinput", "-v0")
        children = [self.stripe, self.web, self.worker, *([self.beat] if beat else [])]
        for child in children:
            child.start()
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        """Wait until the web server answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/livez", timeout=5)  # noqa: S310 - loopback
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise SystemExit(f"the store did not answer; see {self.folder}")

    def restart_redis(self) -> None:
        """Kill Redis at once and start it again on the same folder."""
        if self.redis.process:
            self.redis.process.kill()
            self.redis.process.wait()
        self.redis.start()

    def stop(self) -> None:
        """Stop everything."""
        for child in (self.beat, self.worker, self.web, self.stripe):
            child.stop()
        self.redis.stop()
        self.postgres.stop()
