"""Static files as they are sent: a style sheet that imports others is one file.

A page waits for its style sheets. Each one more is another connection on a slow telephone, and what
is imported is asked for only once the importing file is there.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import "([\w/.-]+\.css)";$', re.MULTILINE)

SHOPPERS = ("css", "js", "img", "verify", "django_htmx")
"""Folders of what shoppers wait for."""


class NestedImportError(Exception):
    """An imported style sheet imports others, or names files beside itself."""


class BundlingStorage(CompressedManifestStaticFilesStorage):
    """Writes what a style sheet imports in its place, before names get their digests."""

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[Any]:
        """Bundle the collected style sheets, then go on as WhiteNoise does."""
        for name in [] if options.get("dry_run") else list(paths):
            if name.endswith(".css") and IMPORT.search(text := _read(paths, name)):
                self.delete(name)
                self._save(name, ContentFile(bundle(text, name=name, paths=paths).encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, **options)

    def create_compressor(self, **options: Any) -> Compressor:
        """Return what packs the files."""
        return Packer(own=tuple(f"{self.path(folder)}/" for folder in SHOPPERS), **options)


class Packer(Compressor):
    """Packs what shoppers wait for with brotli and gzip, staff's files with gzip alone.

    Those are a hundred times as much: brotli would take a minute for them at each first start.
    """

    def __init__(self, *, own: tuple[str, ...], **options: Any) -> None:
        super().__init__(**options)
        self.own = own
        self.plain = Compressor(use_brotli=False, **options)

    def compress(self, path: str) -> list[str]:
        """Write the packed files beside the one at `path`; return their names."""
        is_own = path.startswith(self.own)
        packed: list[str] = super().compress(path) if is_own else self.plain.compress(path)
        return packed


def bundle(text: str, *, name: str, paths: dict[str, Any]) -> str:
    """Return the style sheet with what it imports; raise `NestedImportError`."""
    folder = PurePosixPath(name).parent

    def write(found: re.Match[str]) -> str:
        part = _read(paths, str(folder / found[1]))
        if "@import" in part or "url(" in part:
            raise NestedImportError(f"{found[1]}, imported by {name}, imports or names files.")
        return part

    return IMPORT.sub(write, text)


def _read(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())
