"""Uploaded papers: PDF, JPEG and PNG only, judged by content, and harmless when handed out.

Pictures are decoded and encoded anew, so that neither metadata nor anything hidden behind the
picture survives. Papers lie sealed under random names in a private folder and leave it only as
attachments that no browser opens by itself.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from PIL import Image, ImageOps, UnidentifiedImageError

from nomi.platform.encryption import seal, unseal
from nomi.platform.safe_pdf import HEADER, UnsafePdfError, check_pdf

LARGEST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
QUALITY = 88
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png"}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
FOREIGN = (b"PK\x05\x06", b"%PDF-", b"<script", b"<svg", b"<?php")
"""What no plain picture holds: the marks of files that are two things at once."""


class UnsafeFileError(Exception):
    """The file is not one that may be kept; the words say why."""


@dataclass(frozen=True, kw_only=True)
class SafeFile:
    """A paper that may be kept, as it will be kept."""

    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """Return the fingerprint of what is kept."""
        return hashlib.sha256(self.content).hexdigest()


def check_file(content: bytes) -> SafeFile:
    """Return the paper made safe; raise `UnsafeFileError` in words for anything else."""
    _check_size(content)
    if content.startswith(HEADER):
        return _check_pdf(content)
    for start, name in STARTS.items():
        if content.startswith(start):
            return _encode_anew(content, name=name)
    raise UnsafeFileError("Only PDF, JPEG and PNG files can be kept; this is another kind.")


def check_picture(content: bytes) -> SafeFile:
    """Return the picture made safe; raise `UnsafeFileError` in words for anything else."""
    _check_size(content)
    for start, name in STARTS.items():
        if content.startswith(start):
            return _encode_anew(content, name=name)
    raise UnsafeFileError("Only JPEG and PNG pictures can be shown; this is another kind.")


def _check_size(content: bytes) -> None:
    if not content:
        raise UnsafeFileError("The file is empty.")
    if len(content) > LARGEST_BYTES:
        raise UnsafeFileError("The file is larger than 10 MB.")


def _check_pdf(content: bytes) -> SafeFile:
    if b"PK\x05\x06" in content[-70_000:]:
        raise UnsafeFileError("The file is a PDF and an archive at once.")
    try:
        check_pdf(content)
    except UnsafePdfError as error:
        raise UnsafeFileError(str(error)) from None
    return SafeFile(content=content, media_type="application/pdf")


def _encode_anew(content: bytes, *, name: str) -> SafeFile:
    """Decode within bounds and encode again: nothing but the picture itself remains."""
    lowered = content.lower()
    if any(mark.lower() in lowered for mark in FOREIGN):
        raise UnsafeFileError("The file is a picture and something else at once.")
    try:
        with Image.open(BytesIO(content), formats=[name]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise UnsafeFileError("The picture has more than 40 million pixels.")
            upright = ImageOps.exif_transpose(image)
            plain = upright.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError):
        raise UnsafeFileError("The picture is broken and cannot be opened.") from None
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    encoded = BytesIO()
    clean.save(encoded, name, **({"quality": QUALITY} if name == "JPEG" else {}))
    return SafeFile(content=encoded.getvalue(), media_type=PICTURES[name])


def keep_file(file: SafeFile, *, context: str) -> str:
    """Store the paper sealed, bound to its context; return its random name."""
    name = f"{secrets.token_hex(20)}.{ENDINGS[file.media_type]}"
    folder = Path(settings.PRIVATE_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stored:
        stored.write(seal(file.content, context=context))
        stored.flush()
        os.fsync(stored.fileno())
    return name


def read_file(name: str, *, context: str) -> bytes:
    """Return a stored paper; raise `SealBrokenError` when it was changed or moved."""
    return unseal((Path(settings.PRIVATE_FOLDER) / Path(name).name).read_bytes(), context=context)


def hand_out(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    """Return the paper as a download that no browser opens or remembers."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ENDINGS[media_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response
