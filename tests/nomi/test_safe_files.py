"""Uploads cannot harm: what is kept is a plain paper, and everything else is refused in words."""

# ruff: noqa: E501 - files are bytes, more readable in whole lines

import zlib
from io import BytesIO
from pathlib import Path
from time import thread_time

import pytest
from PIL import Image

from nomi.platform.encryption import SealBrokenError
from nomi.platform.safe_files import (
    SafeFile,
    UnsafeFileError,
    check_file,
    hand_out,
    keep_file,
    read_file,
)

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R {} >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def make_pdf(extra: bytes = b"") -> bytes:
    return PDF.replace(b"{}", extra)


def make_picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    return file.getvalue()


def make_object_stream(hidden: bytes, dictionary: bytes = b"/Filter /FlateDecode") -> bytes:
    packed = zlib.compress(hidden)
    part = b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 " + dictionary + b" >>\nstream\n" + packed
    return PDF.replace(b"{}", b"").replace(b"trailer", part + b"\nendstream\nendobj\ntrailer")


def make_png_bomb() -> bytes:
    """A few kilobytes that say they are 30,000 × 30,000 pixels."""
    header = (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 900_000)), (b"IEND", b"")]
    parts = [
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


BAD = {
    "empty": (b"", "empty"),
    "text": (b"hello", "another kind"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "another kind"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9", "another kind"),
    "gif": (b"GIF89a" + b"\0" * 30, "another kind"),
    "webp": (make_picture("WEBP"), "another kind"),
    "archive": (b"PK\x03\x04" + b"\0" * 30, "another kind"),
    "program": (b"MZ" + b"\0" * 30, "another kind"),
    "page": (b"<html><script>alert(1)</script>", "another kind"),
    "too large": (b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), "10 MB"),
    "too many pixels": (make_picture("PNG", (8_000, 5_001)), "40 million"),
    "png bomb": (make_png_bomb(), "40 million|broken"),
    "cut picture": (make_picture()[:200], "broken"),
    "picture by its first bytes": (b"\xff\xd8\xff" + b"\0" * 300, "broken"),
    "png by its first bytes": (b"\x89PNG\r\n\x1a\n" + b"\0" * 300, "broken"),
    "picture and archive": (make_picture() + b"PK\x05\x06" + b"\0" * 18, "something else"),
    "picture and pdf": (make_picture() + make_pdf(), "something else"),
    "picture and page": (make_picture() + b"<SCRIPT>alert(1)</SCRIPT>", "something else"),
    "pdf and archive": (make_pdf() + b"PK\x05\x06" + b"\0" * 18, "at once"),
    "pdf after something": (b"GIF89a" + make_pdf(), "another kind"),
    "pdf before something": (make_pdf() + b"<html>", "follows its end"),
    "cut pdf": (make_pdf()[:60], "cut short"),
    "script": (make_pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "scripts"),
    "script in escapes": (make_pdf(b"/OpenAction << /S /J#61vaScript /J#53 (1) >>"), "scripts"),
    "program start": (make_pdf(b"/AA << /O << /S /Launch /F (cmd.exe) >> >>"), "programs"),
    "embedded file": (make_pdf(b"/Names << /EmbeddedFiles 3 0 R >>"), "embedded"),
    "form that acts": (make_pdf(b"/AcroForm << /XFA 3 0 R >>"), "form"),
    "encrypted": (make_pdf(b"/Encrypt 4 0 R"), "encryption"),
    "hidden script": (make_object_stream(b"1 0 << /S /JavaScript /JS (1) >>"), "scripts"),
    "hidden otherwise": (make_object_stream(b"x", b"/Filter /LZWDecode"), "looked into"),
    "pdf bomb": (make_object_stream(b"\0" * 41_000_000), "far more"),
    "broken stream": (make_object_stream(b"x").replace(b"stream\nx", b"stream\n!"), "not unpack"),
}


@pytest.mark.parametrize("case", BAD)
def test_harmful_file_is_refused_quickly_and_in_words(case: str) -> None:
    content, words = BAD[case]
    started = thread_time()

    with pytest.raises(UnsafeFileError, match=words):
        check_file(content)

    assert thread_time() - started < 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_is_encoded_anew_without_place_device_or_thumbnail(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x8825] = {1: "N", 2: (11.0, 33.0, 0.0), 3: "E", 4: (104.0, 55.0, 0.0)}
    content = make_picture(kind, exif=exif)
    assert b"CameraMaker" in content

    safe = check_file(content)

    with Image.open(BytesIO(safe.content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == (kind, (60, 40), {})
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
    assert b"CameraMaker" not in safe.content


def test_turned_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    safe = check_file(make_picture(exif=exif))

    with Image.open(BytesIO(safe.content)) as image:
        assert image.size == (40, 60)


def test_plain_pdf_stays_as_it_is() -> None:
    content = make_object_stream(b"1 0 << /Type /Page >>")

    assert check_file(content) == SafeFile(content=content, media_type="application/pdf")


def test_words_in_the_text_of_a_page_are_no_script() -> None:
    part = b"5 0 obj\n<< /Length 30 >>\nstream\n(/JavaScript in a sentence)\nendstream\nendobj\ntrailer"

    assert check_file(make_pdf().replace(b"trailer", part)).media_type == "application/pdf"


def test_kept_file_is_sealed_private_random_and_bound_to_its_row(
    settings: object, tmp_path: Path
) -> None:
    settings.PRIVATE_FOLDER = tmp_path / "private"
    safe = check_file(make_picture())

    names = {keep_file(safe, context="attachment:1") for _time in range(3)}

    assert len(names) == 3
    name = names.pop()
    stored = tmp_path / "private" / name
    assert safe.content not in stored.read_bytes()
    assert stored.stat().st_mode & 0o777 == 0o600
    assert stored.parent.stat().st_mode & 0o777 == 0o700
    assert read_file(name, context="attachment:1") == safe.content
    with pytest.raises(SealBrokenError):
        read_file(name, context="attachment:2")
    stored.write_bytes(stored.read_bytes()[:-1] + b"!")
    with pytest.raises(SealBrokenError):
        read_file(name, context="attachment:1")


def test_handed_out_file_is_an_attachment_that_no_browser_opens() -> None:
    response = hand_out(b"x", media_type="application/pdf", name="paper")

    assert response["Content-Disposition"] == 'attachment; filename="paper.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
