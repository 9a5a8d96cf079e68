"""Papers to print, as PDF: headings, text and tables on as many pages as they need.

The same papers give the same bytes: nothing of the clock or the machine stands in the file. The
letters come from an embedded font (FiraGO: Latin, Greek, Cyrillic and more), so a name prints as
it is spelled; a letter that the font lacks prints as an empty box, never as nothing. Scripts that
run to the left or join their letters are not set at all; `find_unprintable` names such letters.
"""

import io
import unicodedata
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from xml.sax.saxutils import escape

import pymupdf_fonts
from django.http import HttpResponse
from django.utils.functional import Promise
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepInFrame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

Words = str | Promise
LETTER = (612, 792)
LABEL = (288, 432)
"""Points: a US letter page, and a label of 4 × 6 inches."""
PLAIN, BOLD = "FiraGO", "FiraGO-Bold"
INK, QUIET, LINE = HexColor("#221e1a"), HexColor("#635a50"), HexColor("#ddd3c4")
SIZES = {"heading": 20, "large": 15, "strong": 10, "body": 10, "small": 8.5}
BOLD_STYLES = ("heading", "strong")
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "FEMININE ORDINAL", "MASCULINE ORDINAL", "MICRO")
"""How the names of letters begin that stand one behind the other, from left to right."""
GAP = 12
FOOT = 10
"""Points: between parts, and from the lower edge of the text to the footer."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """Lines of words, one below the other, in one of the `SIZES`."""

    lines: tuple[Words, ...]
    style: str = "body"


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table: `widths` are parts of the page's width; columns in `figures` stand to the right.

    Its head comes again on each page. The last `sums` rows are set in bold.
    """

    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...]
    figures: tuple[int, ...] = ()
    sums: int = 0


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper: it begins on a page of its own. `footer` stands under each page with its number.

    One that `fits_one_page` is set smaller until it does.
    """

    parts: tuple[Text | Grid, ...]
    footer: Words = ""
    fits_one_page: bool = False


def hand_out_pdf(content: bytes, *, name: str) -> HttpResponse:
    """Return a PDF as a download that nothing on its way keeps."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "no-store, private",
        },
    )


def write_pdf(
    papers: Sequence[Paper], *, title: Words, size: tuple[int, int] = LETTER, margin: int = 54
) -> bytes:
    """Return the papers as one PDF, in their order. Raise `ValueError` when there are none."""
    if not papers:
        raise ValueError("There is nothing to print.")
    load_fonts()
    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=size, title=str(title), invariant=1)
    width, height = size[0] - 2 * margin, size[1] - 2 * margin
    story: list[Any] = []
    for number, paper in enumerate(papers):
        frame = Frame(margin, margin, width, height, 0, 0, 0, 0)
        draw = partial(_draw_footer, words=paper.footer, margin=margin, first=[])
        document.addPageTemplates(PageTemplate(f"paper-{number}", [frame], onPage=draw))
        if number:
            story += [NextPageTemplate(f"paper-{number}"), PageBreak()]
        parts = [flowable for part in paper.parts for flowable in _set_part(part, width)]
        story += (
            [KeepInFrame(width, height, parts, mode="shrink")] if paper.fits_one_page else parts
        )
    document.build(story)
    return file.getvalue()


@cache
def load_fonts() -> None:
    """Make the two fonts known, once in each process."""
    for name, code in ((PLAIN, "figo"), (BOLD, "figbo")):
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(pymupdf_fonts.myfont(code))))
    pdfmetrics.registerFontFamily(PLAIN, PLAIN, BOLD, PLAIN, BOLD)


def find_unprintable(text: str) -> str:
    """Return the characters of the text that papers cannot print as they should look, each once."""
    load_fonts()
    glyphs = pdfmetrics.getFont(PLAIN).face.charToGlyph
    return "".join(dict.fromkeys(sign for sign in text if not _is_printable(sign, glyphs)))


def _is_printable(sign: str, glyphs: Container[int]) -> bool:
    """Return whether the font has the sign and it is of a script that is set letter by letter."""
    is_letter = unicodedata.category(sign)[0] == "L"
    return ord(sign) in glyphs and (not is_letter or unicodedata.name(sign, "").startswith(SCRIPTS))


def _draw_footer(
    canvas: Any, _document: Any, *, words: Words, margin: int, first: list[int]
) -> None:
    """Write the footer; `first` remembers on which page of the file the paper began."""
    page: int = canvas.getPageNumber()
    first.append(page)
    if not words:
        return
    canvas.setFont(PLAIN, SIZES["small"])
    canvas.setFillColor(QUIET)
    canvas.drawString(margin, margin - 2 * FOOT, str(words))
    canvas.drawRightString(
        canvas._pagesize[0] - margin, margin - 2 * FOOT, str(page - first[0] + 1)
    )


def _set_words(words: Words, style: str, *, is_figure: bool = False) -> Any:
    """Return words as a paragraph that wraps, in the middle of a word where it must."""
    size = SIZES[style]
    shape = ParagraphStyle(
        style,
        fontName=BOLD if style in BOLD_STYLES else PLAIN,
        fontSize=size,
        leading=size * 1.35,
        textColor=QUIET if style == "small" else INK,
        splitLongWords=1,
        **({"alignment": TA_RIGHT} if is_figure else {}),
    )
    printable = "".join(letter if letter.isprintable() else " " for letter in str(words))
    return Paragraph(escape(printable), shape)


def _set_text(part: Text, _width: float) -> list[Any]:
    """Return lines of text and the gap below them."""
    return [*(_set_words(line, part.style) for line in part.lines), Spacer(0, GAP)]


def _set_grid(part: Grid, width: float) -> list[Any]:
    """Return a table and the gap below it."""
    whole = sum(part.widths)
    last = len(part.rows) - part.sums
    cells = [
        [
            _set_words(
                cell,
                "small" if number < 0 else "strong" if number >= last else "body",
                is_figure=column in part.figures,
            )
            for column, cell in enumerate(row)
        ]
        for number, row in enumerate((part.head, *part.rows), start=-1)
    ]
    table = Table(
        cells,
        colWidths=[width * share / whole for share in part.widths],
        repeatRows=1,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-2, -1), 8),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
            ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
        ],
        hAlign="LEFT",
    )
    return [table, Spacer(0, GAP)]


SETTERS: dict[type[Text | Grid], Callable[[Any, float], list[Any]]] = {
    Text: _set_text,
    Grid: _set_grid,
}


def _set_part(part: Text | Grid, width: float) -> list[Any]:
    return SETTERS[type(part)](part, width)
