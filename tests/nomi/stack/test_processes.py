"""Children end with their runner, however it ends, and are found again when they did not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nomi.stack import leftovers
from nomi.stack.process import Child, StackError, stop_all, wait_until

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True)\n"
        "time.sleep(60)"
    ),
]
FAMILY = [
    sys.executable,
    "-c",
    "import os, time; child = os.fork(); print('up', child, flush=True); time.sleep(60)",
]
RUNNER = """
import sys, time
from pathlib import Path
from nomi.stack.process import Child
child = Child("child", [sys.executable, "-c", "import time; time.sleep(60)"], log=Path(sys.argv[1]))
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def eventually(what: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.02)
    return False


def start(words: list[str], folder: Path, name: str = "child") -> Child:
    child = Child(name, words, log=folder / f"{name}.log")
    child.start()
    wait_until(lambda: child.read_log_end() != "", child, 60)
    return child


def test_child_stops_when_it_is_asked(tmp_path: Path) -> None:
    child = start(SLEEPER, tmp_path)

    child.stop()

    assert (child.is_running, child.has_ended, child.mark.exists()) == (False, True, False)


def test_stubborn_children_are_ended_together_within_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = [start(STUBBORN, tmp_path, name) for name in ("a", "b", "c")]
    given, wait = [], Child.wait
    monkeypatch.setattr(Child, "wait", lambda child, left: given.append(left) or wait(child, left))

    stop_all(children, 0.5)

    assert [child.is_running for child in children] == [False, False, False]
    assert [left > 0 for left in given[1:]] == [False, False]


def test_child_takes_its_own_children_along(tmp_path: Path) -> None:
    child = start(FAMILY, tmp_path)
    grandchild = int(child.read_log_end().split()[1])

    child.stop(1)

    assert eventually(lambda: not is_alive(grandchild))


def test_child_dies_with_a_killed_runner(tmp_path: Path) -> None:
    runner = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(tmp_path / "child.log")], stdout=subprocess.PIPE
    )
    assert runner.stdout is not None
    child = int(runner.stdout.readline())

    runner.kill()
    runner.wait()
    runner.stdout.close()

    assert eventually(lambda: not is_alive(child))


def test_child_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    child = Child(
        "Printer", [sys.executable, "-c", "print('no paper')"], log=tmp_path / "printer.log"
    )
    child.start()

    with pytest.raises(StackError) as told:
        wait_until(lambda: False, child, 10)

    assert str(told.value) == (
        f"Printer did not start. Its last words ({tmp_path}/printer.log):\nno paper"
    )


def test_leftover_of_an_earlier_run_is_ended(tmp_path: Path) -> None:
    earlier = start(SLEEPER, tmp_path)
    assert earlier.process is not None

    now = Child("child", SLEEPER, log=tmp_path / "child.log")
    found = [now.end_leftover(), now.end_leftover()]

    assert found == [True, False]
    assert earlier.process.wait(60) == -signal.SIGTERM


def test_leftover_number_that_is_somebody_elses_now_is_left_alone(tmp_path: Path) -> None:
    other = start(SLEEPER, tmp_path)
    assert other.process is not None
    mark = tmp_path / "other.pid"
    mark.write_text(f"{other.process.pid} 1")

    found = leftovers.end_leftover(mark, signal.SIGTERM)

    assert (found, other.is_running) == (False, True)
    other.stop()


def test_folder_is_held_by_one_runner_at_a_time(tmp_path: Path) -> None:
    handle = leftovers.claim(tmp_path)

    with pytest.raises(leftovers.BusyError):
        leftovers.claim(tmp_path)

    os.close(handle)
    os.close(leftovers.claim(tmp_path))
