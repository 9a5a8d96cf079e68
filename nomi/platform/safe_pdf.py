"""A look into a PDF without drawing it: anything that could act is refused.

Names may be written with escapes (`/J#61vaScript`) and dictionaries may hide in compressed object
streams; both are undone before looking. What cannot be looked into, because it is encrypted or
packed in another way, is refused as well.
"""

import re
import zlib
from collections.abc import Iterator

HEADER = b"%PDF-"
ENDING = b"%%EOF"
LONGEST_TAIL = 32
MOST_UNPACKED = 40_000_000
"""Bytes that all object streams together may unpack to."""
FORBIDDEN = {
    b"JavaScript": "scripts",
    b"JS": "scripts",
    b"Launch": "commands that start programs",
    b"EmbeddedFile": "embedded files",
    b"EmbeddedFiles": "embedded files",
    b"Filespec": "embedded files",
    b"RichMedia": "films or sounds",
    b"Movie": "films or sounds",
    b"XFA": "a form that can act",
    b"SubmitForm": "a form that sends data",
    b"ImportData": "a form that reads data",
    b"GoToR": "links into other files",
    b"GoToE": "links into other files",
    b"Encrypt": "a password or encryption",
}
NAME = re.compile(rb"/((?:[^\x00\t\n\f\r ()<>\[\]{}/%#]|#[0-9A-Fa-f]{2})+)")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")
DICTIONARY_REACH = 2_000


class UnsafePdfError(Exception):
    """The PDF holds something that could act, or cannot be looked into."""


def check_pdf(content: bytes) -> None:
    """Raise `UnsafePdfError` in words unless the file is one plain PDF and nothing else."""
    if not content.startswith(HEADER):
        raise UnsafePdfError("This is not a PDF from its first byte on.")
    ending = content.rfind(ENDING)
    if ending < 0 or len(content[ending + len(ENDING) :].strip()) > 0:
        raise UnsafePdfError("The PDF is cut short, or something else follows its end.")
    if len(content) - ending > len(ENDING) + LONGEST_TAIL:
        raise UnsafePdfError("The PDF is cut short, or something else follows its end.")
    _check_names(_drop_streams(content))
    for unpacked in _unpack_object_streams(content):
        _check_names(unpacked)


def _check_names(text: bytes) -> None:
    for found in NAME.finditer(text):
        name = ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), found[1])
        if words := FORBIDDEN.get(name):
            raise UnsafePdfError(f"The PDF holds {words}. Print it to a plain PDF first.")


def _find_streams(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Return the dictionary text before each stream, and where its bytes begin and end."""
    place = 0
    while start := STREAM.search(content, place):
        end = content.find(b"endstream", start.end())
        if end < 0:
            return
        head = content[max(place, start.start() - DICTIONARY_REACH) : start.start()]
        yield head[head.rfind(b" obj") + 1 :], start.end(), end
        place = end + len(b"endstream")


def _drop_streams(content: bytes) -> bytes:
    """Return the file without the bytes of its streams, which may look like anything."""
    kept, place = [], 0
    for _head, start, end in _find_streams(content):
        kept.append(content[place:start])
        place = end
    return b"".join([*kept, content[place:]])


def _unpack_object_streams(content: bytes) -> Iterator[bytes]:
    """Return the unpacked text of each object stream; raise when one cannot be unpacked."""
    left = MOST_UNPACKED
    for head, start, end in _find_streams(content):
        names = [ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), n) for n in NAME.findall(head)]
        if b"ObjStm" not in names:
            continue
        filters = [name for name in names if name.endswith(b"Decode")]
        if filters not in ([], [b"FlateDecode"]):
            raise UnsafePdfError("The PDF is packed in a way that cannot be looked into.")
        unpacked = _inflate(content[start:end], most=left) if filters else content[start:end]
        left -= len(unpacked)
        yield unpacked


def _inflate(packed: bytes, *, most: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(packed, max(most, 1))
    except zlib.error:
        raise UnsafePdfError("The PDF is broken: a part of it does not unpack.") from None
    if unpacker.unconsumed_tail:
        raise UnsafePdfError("The PDF unpacks to far more than a paper needs.")
    return unpacked
