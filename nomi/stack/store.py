"""The whole store as processes: servers, stand-in, web, worker and beat, all in one folder."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from nomi.stack.postgres import Postgres
from nomi.stack.process import Child, StackError, die_with_parent, stop_all
from nomi.stack.redis import Redis

ROOT = Path(__file__).resolve().parents[2]
WEB_ROLE = "nomi_web"
"""What web, worker, beat and seed connect as; only migrations run as the owner."""
WEBHOOK_SECRET = "whsec_standin"  # noqa: S105 - the stand-in's; it opens nothing real
HTTP_OK = 200
NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})


class Store:
    """Every part that is not named in the environment is started here, privately.

    `DATABASE_URL`, `REDIS_URL` and `STRIPE_API_KEY` each switch one part to a real one.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int,
        stripe_port: int,
        wsgi: str = "nomi.wsgi",
        web_workers: int = 2,
    ) -> None:
        self.folder = folder.resolve()
        self.url = f"http://127.0.0.1:{port}"
        self.stripe_url = f"http://127.0.0.1:{stripe_port}"
        self.mail_folder = self.folder / "mail"
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(folder / "postgres")
        self.redis = None if os.environ.get("REDIS_URL") else Redis(folder / "redis")
        self.has_stand_in = not os.environ.get("STRIPE_API_KEY")
        self.environment = self._build_environment()
        self.stripe = self._child(
            "Stripe stand-in",
            "nomi.sandbox",
            *("--port", str(stripe_port), "--state", str(self.folder / "stripe")),
            *("--webhook-url", f"{self.url}/stripe/webhook/"),
            *("--webhook-secret", WEBHOOK_SECRET),
        )
        self.web = self._child(
            "web",
            "gunicorn",
            *(wsgi, "--bind", f"127.0.0.1:{port}", "--workers", str(web_workers)),
            *("--worker-class", "gthread", "--threads", "4", "--preload", "--no-control-socket"),
            *("--graceful-timeout", "5", "--timeout", "60", "--log-level", "warning"),
            *("--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"),  # noqa: S108
        )
        self.worker = self._child(
            "worker",
            "celery",
            *("-A", "nomi", "worker", "--concurrency", "1", "--loglevel", "warning"),
            *("--without-mingle", "--without-gossip"),
        )
        self.beat = self._child(
            "beat",
            "celery",
            *("-A", "nomi", "beat", "--loglevel", "warning", "--pidfile", ""),
            *("--schedule", str(self.folder / "beat-schedule")),
        )

    def _build_environment(self) -> dict[str, str]:
        made = {
            "DJANGO_SETTINGS_MODULE": "nomi.settings.demo",
            "NOMI_LOCAL_DIR": str(self.folder),
            "SITE_ADDRESS": self.url,
            "PYTHONUNBUFFERED": "1",
        }
        if self.postgres:
            made |= {
                "DATABASE_URL": self.postgres.url(user=WEB_ROLE),
                "DATABASE_ROLE": WEB_ROLE,
            }
        if self.redis:
            made |= {"REDIS_URL": self.redis.broker_url(), "CACHE_REDIS_URL": self.redis.url()}
        if self.has_stand_in:
            made |= {
                "STRIPE_API_BASE": self.stripe_url,
                "STRIPE_API_KEY": "sk_test_standin",
                "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
                "STAND_IN_FOLDER": str(self.folder / "stripe"),
            }
        return made

    def _child(self, name: str, *words: str) -> Child:
        log = self.folder / f"{name.replace(' ', '-').lower()}.log"
        return Child(
            name,
            [sys.executable, "-m", *words],
            log=log,
            environment=self.environment,
            folder=ROOT,
        )

    @property
    def children(self) -> list[Child]:
        """Return the processes beside the servers, in the order of their start."""
        first = [self.stripe] if self.has_stand_in else []
        return [*first, self.web, self.worker, self.beat]

    def start_servers(self) -> None:
        """Start PostgreSQL and Redis."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        if self.postgres:
            self.postgres.start()
            self.postgres.create_database()
        if self.redis:
            self.redis.start()

    def migrate(self) -> None:
        """Bring the tables up to date as their owner, then the role that the store runs as."""
        owner = {"DATABASE_URL": self.postgres.url()} if self.postgres else {}
        self.manage("migrate", "-v0", environment=owner)
        if self.postgres:
            self.manage("make_database_role", environment=owner)

    def manage(self, *words: str, environment: Mapping[str, str] = NOTHING_ELSE) -> str:
        """Run one management command and return what it printed; its failure is a `StackError`."""
        no_limit = {"DATABASE_STATEMENT_SECONDS": "0"}
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**os.environ, **self.environment, **no_limit, **environment},
            check=False,
            capture_output=True,
            text=True,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        if done.returncode:
            log = self.folder / "manage.log"
            log.write_text(done.stderr)
            said = [line for line in done.stderr.splitlines() if line and not line[0].isspace()]
            last = said[-1] if said else "it said nothing"
            raise StackError(f"manage.py {words[0]} failed: {last}\nAll of it is in {log}")
        return done.stdout

    def start(self) -> None:
        """Start everything, the database made ready first, and wait until the store is ready."""
        self.start_servers()
        self.migrate()
        self.manage("seed_demo")
        self.manage("collectstatic", "--noinput", "-v0")
        self.start_children()

    def start_children(self) -> None:
        """Start stand-in, web, worker and beat, and wait for /readyz."""
        for child in self.children:
            child.start()
        self.wait("/readyz")

    def wait(self, path: str = "/livez", seconds: float = 180) -> None:
        """Wait until the web server answers 200; say what it answers instead, or who has ended."""
        deadline = time.monotonic() + seconds
        words = "nothing was asked"
        while time.monotonic() < deadline:
            if dead := self.find_dead():
                raise StackError(dead.tell_end("has ended"))
            is_well, words = _ask(self.url + path)
            if is_well:
                return
            time.sleep(0.1)
        raise StackError(f"The store is not ready after {seconds:.0f} s: {words}")

    def find_dead(self) -> Child | None:
        """Return a process that has ended though nobody asked it to."""
        return next((one for one in [*self._servers, *self.children] if one.has_ended), None)

    def end_leftovers(self) -> bool:
        """End what an earlier run left running; return whether there was anything."""
        found = [child.end_leftover() for child in [*reversed(self.children), *self._servers]]
        return any(found)

    def stop(self) -> None:
        """Stop everything that runs, the servers last; within ten seconds."""
        stop_all(self.children, 5)
        stop_all(self._servers, 3)

    @property
    def _servers(self) -> list[Child]:
        return [server.child for server in (self.redis, self.postgres) if server]


def _ask(address: str) -> tuple[bool, str]:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - loopback
            return answer.status == HTTP_OK, "ready"
    except urllib.error.HTTPError as error:
        return False, error.read(2_000).decode(errors="replace")
    except OSError as error:
        return False, f"it does not answer ({error})"
