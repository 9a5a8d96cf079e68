"""The log as the public reads it: text and bytes that stand still between two checkpoints."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from impact.proofs import queries
from impact.proofs.tree import TILE_WIDTH

FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=5"
MOST_LEVELS = 7
TILE_PATH = re.compile(
    r"(?P<number>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@require_safe
def show_checkpoint(_request: HttpRequest) -> HttpResponse:
    """Hand out the latest signed head of the log."""
    checkpoint = queries.find_latest_checkpoint()
    if checkpoint is None:
        raise Http404("No checkpoint has been published yet.")
    return _open(
        queries.write_checkpoint(checkpoint).encode(), "text/plain; charset=utf-8", SHORTLY
    )


@require_safe
def show_keys(_request: HttpRequest) -> HttpResponse:
    """Hand out every key of the log, the one in use first, with the notes that handed over."""
    keys = queries.list_keys()
    if not keys:
        raise Http404("No key has been used yet.")
    parts = [f"{key.vkey}\n" for key in keys]
    parts += [f"\n{key.handover}" for key in keys if key.handover]
    return _open("".join(parts).encode(), "text/plain; charset=utf-8", SHORTLY)


@require_safe
def show_tile(_request: HttpRequest, level: int, path: str) -> HttpResponse:
    """Hand out the hashes of one tile, 32 bytes each."""
    number, width = _read_path(path)
    hashes = (
        queries.find_tile(level=level, number=number, width=width) if level < MOST_LEVELS else None
    )
    if hashes is None:
        raise Http404("The published tree has no such tile.")
    return _open(b"".join(hashes), "application/octet-stream", FOR_EVER)


@require_safe
def show_bundle(_request: HttpRequest, path: str) -> HttpResponse:
    """Hand out the leaves of one tile, each behind its length in two bytes."""
    number, width = _read_path(path)
    leaves = queries.find_bundle(number=number, width=width)
    if leaves is None:
        raise Http404("The published tree has no such leaves.")
    body = b"".join(len(data).to_bytes(2, "big") + data for data in leaves)
    return _open(body, "application/octet-stream", FOR_EVER)


def _read_path(path: str) -> tuple[int, int]:
    """Return a tile's number and width: `x001/x234/067.p/8` is number 1234067, 8 wide."""
    found = TILE_PATH.fullmatch(path)
    if found is None:
        raise Http404("A tile is named like x001/x234/067 or 067.p/8.")
    width = int(found["width"] or TILE_WIDTH)
    number = int(re.sub("[x/]", "", found["number"]))
    if (
        width > TILE_WIDTH
        or (found["width"] and width == TILE_WIDTH)
        or _is_padded(found["number"])
    ):
        raise Http404("A tile is named in one way only.")
    return number, width


def _is_padded(number: str) -> bool:
    """Return whether a number has a needless first group."""
    return number.startswith("x000/")


def _open(body: bytes, content_type: str, caching: str) -> HttpResponse:
    """Return an answer that any site may read: whoever verifies need not trust this one."""
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = caching
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
