"""`make clean`: wipe the demo's data. Runs on any Python, without the project's packages."""

import shutil
import sys
import tempfile
from pathlib import Path

from nomi.stack import leftovers, places

ROOT = Path(__file__).resolve().parents[2]


def wipe(local: Path) -> None:
    """Remove every demo's folder, and what a demo keeps elsewhere; raise when one runs."""
    folders = [folder for folder in sorted(local.glob("*")) if folder.is_dir()]
    for folder in folders:
        leftovers.claim(folder)
    for folder in folders:
        for note in folder.glob(f"*/{places.ELSEWHERE}"):
            for line in note.read_text().splitlines():
                if _is_ours(Path(line)):
                    shutil.rmtree(line, ignore_errors=True)
    if local.exists():
        shutil.rmtree(local)


def _is_ours(folder: Path) -> bool:
    homes = {places.OPEN_PLACE, Path(tempfile.gettempdir())}
    return folder.parent in homes and folder.name.startswith("nomi-")


if __name__ == "__main__":
    try:
        wipe(ROOT / ".local")
    except leftovers.BusyError as error:
        sys.exit(f"A demo runs in {error}. End it first (Ctrl-C).")
    except OSError as error:
        sys.exit(f"{error.filename} cannot be removed: {error.strerror}.")
    sys.stdout.write("The demo's data is gone.\n")
