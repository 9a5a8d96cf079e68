"""One process in its own group, with its own log, which does not outlive its parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from nomi.stack import leftovers

PR_SET_PDEATHSIG = 1
LONGEST_LOG = 5_000_000


class StackError(RuntimeError):
    """Something of the embedded stack does not work; the words say what to do."""


def die_with_parent(number: int) -> Callable[[], None] | None:
    """Return what a new child runs first: ask Linux for a signal when the parent is gone."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        library.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return ask


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
        self.mark = log.with_suffix(".pid")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """Say whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    @property
    def has_ended(self) -> bool:
        """Say whether it was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def start(self) -> None:
        """Start it; its output is added to its log. It dies with the thread that calls this."""
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.old"))
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
        leftovers.note(self.mark, self.process.pid)

    def end_leftover(self) -> bool:
        """End what an earlier run left of this child; return whether there was something."""
        return leftovers.end_leftover(self.mark, self.stop_signal)

    def signal(self, number: int) -> None:
        """Send a signal to the process itself."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Wait for its end; False when it still runs."""
        try:
            if self.process is not None:
                self.process.wait(timeout=max(seconds, 0))
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
        self.mark.unlink(missing_ok=True)

    def stop(self, seconds: float = 8) -> None:
        """Ask it to end, then end it."""
        stop_all([self], seconds)

    def read_log_end(self, lines: int = 12) -> str:
        """Return the last lines of its log."""
        if not self.log.exists():
            return ""
        with self.log.open(errors="replace") as log:
            return "".join(deque(log, maxlen=lines)).rstrip()

    def tell_end(self, what: str) -> str:
        """Return what happened, with the last lines of the log."""
        return f"{self.name} {what}. Its last words ({self.log}):\n{self.read_log_end()}"


def stop_all(children: Iterable[Child], seconds: float) -> None:
    """Ask all of them to end; end those, group and all, that have not within the time."""
    asked = list(children)
    for child in asked:
        child.signal(child.stop_signal)
    deadline = time.monotonic() + seconds
    for child in asked:
        child.wait(deadline - time.monotonic())
    for child in asked:
        child.kill()


def wait_until(ready: Callable[[], bool], child: Child, seconds: float) -> None:
    """Wait for the child to be ready; raise `StackError` with its last words when it is not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not child.is_running:
            break
        if ready():
            return
        time.sleep(0.05)
    raise StackError(child.tell_end("did not start"))
