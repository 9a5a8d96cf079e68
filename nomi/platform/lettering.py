"""Words drawn on a picture that stands for a page where its link is shared: 1200 by 630."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import pymupdf_fonts
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
MARGIN = 56
PAPER, INK, QUIET, CLAY = "#fbf8f2", "#221e1a", "#635a50", "#9c4f22"
PLAIN, BOLD = "figo", "figbo"
LEADING = 1.2


@dataclass(frozen=True, kw_only=True)
class Words:
    """Some words in one style, on at most so many lines."""

    text: str
    font: str
    size: int
    colour: str
    lines: int
    gap: int = 0


def write_words(canvas: Image.Image, *, left: int, words: Sequence[Words]) -> None:
    """Write the words from the top down, from `left` to the right margin."""
    draw = ImageDraw.Draw(canvas)
    top = MARGIN
    for each in words:
        for line in break_lines(each, width=SIZE[0] - MARGIN - left):
            draw.text((left, top), line, font=_get_font(each.font, each.size), fill=each.colour)
            top += round(each.size * LEADING)
        top += each.gap


def break_lines(words: Words, *, width: int) -> list[str]:
    """Return the words on lines that fit; what does not fit on them ends in an ellipsis."""
    font = _get_font(words.font, words.size)
    lines: list[str] = []
    for word in words.text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[: words.lines]
    if len(lines) > words.lines:
        kept[-1] += " …"
    return [_shorten(line, font=font, width=width) for line in kept]


def _shorten(line: str, *, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Return the line, cut where it does not fit."""
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1].rstrip(" …")
    return f"{line}…"


@cache
def _get_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(pymupdf_fonts.myfont(name)), size)
