"""Plain text out of what staff wrote, as XML can carry it."""

import re
from html import unescape

from django.utils.html import strip_tags

NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
BLOCK = re.compile(
    r"</?(?:p|br|li|ul|ol|h[1-6]|blockquote|tr|td|th|table|div)\b[^>]*>", re.IGNORECASE
)


def write_plain(text: str, *, longest: int) -> str:
    """Return the words without marks, runs of blanks as one, cut at a word."""
    words = unescape(strip_tags(BLOCK.sub(" ", text)))
    line = " ".join(NOT_IN_XML.sub(" ", words).split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0] + "…"
