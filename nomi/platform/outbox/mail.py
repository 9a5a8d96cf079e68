"""A mail ready to leave."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A paper that goes with a mail."""

    name: str
    content: bytes
    kind: str = "application/pdf"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """The same facts twice: as plain text and as HTML; papers may go with them."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    """To whom an answer goes, where that is not the store."""
    enclosures: tuple[Enclosure, ...] = ()
