"""The mails that the running store has written, as their readers get them."""

import io
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from pypdf import PdfReader

BETWEEN = b"-" * 79 + b"\n"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail: its twins and the papers enclosed, each as text on one line."""

    to: str
    subject: str
    text: str
    html: str
    papers: tuple[str, ...]


def read_letters(folder: Path) -> list[Letter]:
    """Return every mail in the folder."""
    found = []
    for path in sorted(folder.glob("*")):
        *whole, _being_written = path.read_bytes().split(BETWEEN)
        for part in whole:
            mail = message_from_bytes(part.strip(), policy=policy.default)
            if isinstance(mail, EmailMessage) and mail["Subject"] and mail.get_body(("plain",)):
                found.append(_read(mail))
    return found


def wait_for_letters(
    folder: Path, *, words: str, to: str = "", count: int = 1, seconds: float = 120
) -> list[Letter]:
    """Wait for so many mails with these words in their subject; return them."""
    deadline = time.monotonic() + seconds
    found: list[Letter] = []
    while time.monotonic() < deadline:
        found = [one for one in read_letters(folder) if words in one.subject and to in one.to]
        if len(found) >= count:
            return found
        time.sleep(0.5)
    message = f"{len(found)} of {count} mails about {words!r} in {folder}"
    raise AssertionError(message)


def read_paper(content: bytes) -> str:
    """Return a PDF's text."""
    pages = PdfReader(io.BytesIO(content)).pages
    return _join(" ".join(page.extract_text() for page in pages))


def _read(mail: EmailMessage) -> Letter:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return Letter(
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=str(text.get_content()) if text else "",
        html=_join(str(html.get_content())) if html else "",
        papers=tuple(
            read_paper(part.get_content())
            for part in mail.iter_attachments()
            if part.get_content_type() == "application/pdf"
        ),
    )


def _join(text: str) -> str:
    return " ".join(text.split())
