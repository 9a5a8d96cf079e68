"""Folders that a socket, and the user who runs PostgreSQL for root, can really use."""

import os
import pwd
import shutil
import stat
import tempfile
import zlib
from pathlib import Path

LONGEST_SOCKET_FOLDER = 85
"""A socket's whole path may hold 107 bytes; the file's own name needs the rest."""
OPEN_PLACE = Path("/var/tmp")  # noqa: S108 - survives a restart; owner and mode are checked below

ELSEWHERE = "elsewhere"
"""The file that names such folders, so that `make clean` finds them."""


class ForeignPlaceError(RuntimeError):
    """Somebody else owns the folder that we would use."""


def get_socket_folder(folder: Path) -> Path:
    """Return where sockets of `folder` go: there, or in a short folder when its path is long."""
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return Path(tempfile.gettempdir()) / f"nomi-{os.geteuid()}-{_shorten(folder)}"


def is_open(path: Path) -> bool:
    """Say whether every user may go through all folders above `path`."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents if folder.exists())


def get_open_folder(folder: Path) -> Path:
    """Return `folder` when everybody can reach it, else one of ours beside the system's own."""
    return folder if is_open(folder) else OPEN_PLACE / f"nomi-{_shorten(folder)}"


def take(folder: Path, *, user: str | None = None) -> None:
    """Make the folder ours, or `user`'s; raise `ForeignPlaceError` when others prepared it."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    owners = {os.geteuid(), pwd.getpwnam(user).pw_uid if user else os.geteuid()}
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in owners:
        raise ForeignPlaceError(f"{folder} belongs to somebody else. Remove it.")
    if user:
        shutil.chown(folder, user=user)


def copy_programs(install: Path) -> Path:
    """Return a copy of the PostgreSQL programs that everybody can reach; made once per version.

    Beside their package lies another of the same name with the libraries they look for.
    """
    package = install.parent
    facts = (install / "bin" / "postgres").stat()
    home = OPEN_PLACE / f"nomi-postgres-{facts.st_size}-{facts.st_mtime_ns}"
    take(home)
    if not (home / "ready").exists():
        for part in (package / install.name, package.with_name(f"{package.name}.libs")):
            if part.exists():
                place = home / part.relative_to(package.parent)
                shutil.copytree(part, place, symlinks=True, dirs_exist_ok=True)
        (home / "ready").touch()
    return home / package.name / install.name


def _shorten(folder: Path) -> str:
    return f"{zlib.crc32(os.fsencode(folder)):08x}"
