"""One process in its own group, with its own log, which does not outlive its parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import tempfile
import time
import zlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
LONGEST_SOCKET_FOLDER = 85
"""A socket's whole path may hold 107 bytes; the file's own name needs the rest."""


class StackError(RuntimeError):
    """Something of the embedded stack does not work; the words say what to do."""


def die_with_parent(number: int) -> Callable[[], None]:
    """Return what a new child runs first: ask Linux for a signal when the parent is gone."""
    library = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        library.prctl(PR_SET_PDEATHSIG, number)

    return ask


def get_socket_folder(folder: Path) -> Path:
    """Return where sockets of `folder` go: there, or in a short folder when its path is long."""
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    short = zlib.crc32(os.fsencode(folder))
    return Path(tempfile.gettempdir()) / f"nomi-{os.geteuid()}-{short:08x}"


class Child:
    """A process of the stack. `stop` asks it to end; `kill` is kill -9 on its whole group."""

    def __init__(
        self,
        name: str,
        words: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name, self.words, self.log = name, list(words), log
        self.environment, self.folder, self.user = dict(environment or {}), folder, user
        self.stop_signal = stop_signal
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """Say whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it; its output is added to its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.user,
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),  # noqa: PLW1509 - one prctl call
            )

    def signal(self, number: int) -> None:
        """Send a signal to the process itself."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Wait for its end; False when it still runs."""
        try:
            if self.process is not None:
                self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End the whole group at once."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    def stop(self, seconds: float = 8) -> None:
        """Ask it to end, then end it."""
        self.signal(self.stop_signal)
        self.wait(seconds)
        self.kill()

    def read_log_end(self, lines: int = 12) -> str:
        """Return the last lines of its log."""
        if not self.log.exists():
            return ""
        with self.log.open(errors="replace") as log:
            return "".join(deque(log, maxlen=lines)).rstrip()


def wait_until(ready: Callable[[], bool], child: Child, seconds: float) -> None:
    """Wait for the child to be ready; raise `StackError` with its last words when it is not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not child.is_running:
            break
        if ready():
            return
        time.sleep(0.05)
    message = f"{child.name} did not start. Its last words ({child.log}):\n{child.read_log_end()}"
    raise StackError(message)
