"""Draw the picture that stands for a product where its link is shared: 1200 by 630, JPEG."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO

import pymupdf_fonts
from PIL import Image, ImageDraw, ImageFont, ImageOps

SIZE = (1200, 630)
PICTURE_WIDTH = 504
MARGIN = 56
PAPER, INK, QUIET, CLAY = "#fbf8f2", "#221e1a", "#635a50", "#9c4f22"
PLAIN, BOLD = "figo", "figbo"
LEADING = 1.2


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the picture says; `picture` is a stored picture's bytes, or none."""

    title: str
    price: str
    line: str
    picture: bytes | None


@dataclass(frozen=True, kw_only=True)
class Words:
    """Some words in one style, on at most so many lines."""

    text: str
    font: str
    size: int
    colour: str
    lines: int
    gap: int = 0


def draw_sheet(sheet: Sheet) -> bytes:
    """Return the picture; the same sheet gives the same picture."""
    canvas = Image.new("RGB", SIZE, PAPER)
    left = MARGIN
    if sheet.picture is not None:
        with Image.open(BytesIO(sheet.picture)) as picture:
            canvas.paste(ImageOps.fit(picture.convert("RGB"), (PICTURE_WIDTH, SIZE[1])), (0, 0))
        left += PICTURE_WIDTH
    _write(
        canvas,
        left=left,
        words=(
            Words(text="Nomi", font=BOLD, size=30, colour=CLAY, lines=1, gap=44),
            Words(text=sheet.title, font=BOLD, size=58, colour=INK, lines=3, gap=20),
            Words(text=sheet.price, font=PLAIN, size=44, colour=INK, lines=1, gap=36),
            Words(text=sheet.line, font=PLAIN, size=28, colour=QUIET, lines=3),
        ),
    )
    encoded = BytesIO()
    canvas.save(encoded, "JPEG", quality=86, optimize=True)
    return encoded.getvalue()


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


def _write(canvas: Image.Image, *, left: int, words: tuple[Words, ...]) -> None:
    draw = ImageDraw.Draw(canvas)
    top = MARGIN
    for each in words:
        for line in break_lines(each, width=SIZE[0] - MARGIN - left):
            draw.text((left, top), line, font=_get_font(each.font, each.size), fill=each.colour)
            top += round(each.size * LEADING)
        top += each.gap


@cache
def _get_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(pymupdf_fonts.myfont(name)), size)
