"""What an earlier run left behind: who still runs, and who runs now."""

import contextlib
import fcntl
import os
import signal
import time
from pathlib import Path

START_FIELD = 19
"""Where /proc/PID/stat holds the process's start, counted after its name."""
PATIENCE_SECONDS = 5.0


class BusyError(RuntimeError):
    """Another runner holds the folder this moment."""


def claim(folder: Path) -> int:
    """Take the folder for this process until it ends, by whatever end; raise `BusyError`."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise BusyError(str(folder)) from None
    return handle


def note(mark: Path, process: int) -> None:
    """Write down which process was started, and when, so that it can be known again."""
    mark.write_text(f"{process} {_find_start(process) or ''}")


def end_leftover(mark: Path, number: int) -> bool:
    """End the process of an earlier run that `mark` names; return whether there was one.

    A number that the system has given to somebody else since is left alone: the start differs.
    """
    if not mark.exists():
        return False
    number_text, _space, start = mark.read_text().partition(" ")
    mark.unlink(missing_ok=True)
    if not (number_text.isdigit() and start and _find_start(int(number_text)) == start):
        return False
    process = int(number_text)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and _find_start(process) == start:
            time.sleep(0.05)
        os.killpg(process, signal.SIGKILL)
    return True


def _find_start(process: int) -> str | None:
    """Return when a running process began, in the kernel's ticks; None when it does not run."""
    try:
        facts = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return None
    return None if facts[0] == "Z" else facts[START_FIELD]
