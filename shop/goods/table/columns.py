"""The columns of the catalogue's table: what each takes, and what it refuses in words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nomi.platform.fields import read_amount
from nomi.platform.safe_csv import make_cell_safe
from nomi.platform.tables import Fault, TableReader, TableRefused

MOST_LINES = 5_000
MOST_BYTES = 2_000_000
MOST_PIECES = 1_000_000
LONG_TEXT = 50_000
PIECES = re.compile(r"\d{1,7}", re.ASCII)
YES = {"yes": True, "no": False}
SHORTENED = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE)
"""What a spreadsheet makes of a long number when its column is not text."""


class CellRefused(Exception):  # noqa: N818 - says what happened
    """The cell holds what its column does not take; the words say why."""


def tidy(text: str) -> str:
    """Return the text as it is compared: one kind of line end, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def write_cell(text: str) -> str:
    """Return the text so that a spreadsheet shows it and `read_cell` gives it back."""
    return f"'{text}" if _is_marked(text) else make_cell_safe(text)


def read_cell(cell: str) -> str:
    """Return what the cell says; one that a spreadsheet would run is refused."""
    text = tidy(cell)
    if _is_marked(text):
        return text[1:]
    if make_cell_safe(text) != text:
        raise CellRefused(_("begins like a formula (= + - @); put an apostrophe before it."))
    return text


def _is_marked(text: str) -> bool:
    """Return whether it begins with an apostrophe that is no letter of its own."""
    rest = text.removeprefix("'")
    return rest != text and (rest.startswith("'") or make_cell_safe(rest) != rest)


def read_text(longest: int, *, is_long: bool = False) -> Callable[[str], str]:
    """Return the reader of a text of up to so many letters, in one line or in several."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise CellRefused(_("has more than %(most)d letters.") % {"most": longest})
        if not text.replace("\n", "").replace("\t", "").isprintable() and not is_long:
            raise CellRefused(_("holds what cannot be printed."))
        if not is_long and "\n" in text:
            raise CellRefused(_("goes over several lines."))
        return text

    return read


def read_code(longest: int) -> Callable[[str], str]:
    """Return the reader of a code, which no spreadsheet may have shortened."""
    plain = read_text(longest)

    def read(text: str) -> str:
        if SHORTENED.fullmatch(text):
            raise CellRefused(_("was shortened by the spreadsheet; make the column text."))
        return plain(text)

    return read


def read_money(text: str) -> int:
    """Return the cents of an amount."""
    cents = read_amount(text)
    if cents is None:
        raise CellRefused(_("is no amount like 12.50."))
    return cents


def read_pieces(text: str) -> int:
    """Return a number of pieces."""
    if not PIECES.fullmatch(text) or int(text) > MOST_PIECES:
        raise CellRefused(_("is no whole number up to a million."))
    return int(text)


def read_yes(text: str) -> bool:
    """Return whether it says yes."""
    if text.lower() not in YES:
        raise CellRefused(_("says neither yes nor no."))
    return YES[text.lower()]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its reader, and what the page says of it."""

    read: Callable[[str], Any]
    words: str | Promise


COLUMNS: dict[str, Column] = {
    "upc": Column(
        read=read_code(64),
        words=gettext_lazy("The product's own code. #12 names product 12, which has none."),
    ),
    "parent upc": Column(
        read=read_code(64), words=gettext_lazy("Of a variant: the code of its product.")
    ),
    "sku": Column(
        read=read_code(128),
        words=gettext_lazy("Of what is sold. A product with variants has none itself."),
    ),
    "title": Column(read=read_text(255), words=gettext_lazy("Needed for a new product.")),
    "kind": Column(
        read=read_text(128),
        words=gettext_lazy("Like Tote. A variant has its product's."),
    ),
    "category": Column(
        read=read_text(2_000),
        words=gettext_lazy("Path like Bags > Totes; several parted by |. No variant has one."),
    ),
    "colour": Column(read=read_text(255), words=gettext_lazy("One that the kind knows.")),
    "size": Column(read=read_text(255), words=gettext_lazy("One that the kind knows.")),
    "public": Column(read=read_yes, words=gettext_lazy("yes or no. New ones are not, unless yes.")),
    "price": Column(read=read_money, words=gettext_lazy("Dollars before tax, like 18.00.")),
    "purchase": Column(
        read=read_money,
        words=gettext_lazy("Part of the landed cost, dollars. All four parts, or none."),
    ),
    "freight": Column(read=read_money, words=gettext_lazy("Part of the landed cost, dollars.")),
    "duty": Column(read=read_money, words=gettext_lazy("Part of the landed cost, dollars.")),
    "handling": Column(read=read_money, words=gettext_lazy("Part of the landed cost, dollars.")),
    "stock": Column(
        read=read_pieces, words=gettext_lazy("Pieces in the store room, those held included.")
    ),
    "low stock": Column(read=read_pieces, words=gettext_lazy("Warn at so many free pieces.")),
    "description": Column(
        read=read_text(LONG_TEXT, is_long=True), words=gettext_lazy("Words or plain HTML.")
    ),
    "meta title": Column(read=read_text(255), words=gettext_lazy("For search engines.")),
    "meta description": Column(
        read=read_text(LONG_TEXT, is_long=True), words=gettext_lazy("For search engines.")
    ),
}
NEEDED = ("upc", "sku")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: what its cells say; an empty cell says nothing."""

    line: int
    values: dict[str, Any]

    def get(self, column: str) -> Any:
        """Return what the column says, None for nothing."""
        return self.values.get(column)


def read_rows(text: str) -> tuple[list[Row], list[Fault]]:
    """Return the table's lines that say something, and the faults of cells.

    Raise `TableRefused` when the head is wrong or there are too many lines.
    """
    if len(text.encode()) > MOST_BYTES:
        raise TableRefused([Fault(line=1, words=_("The table is larger than 2 MB."))])
    table = TableReader(text)
    _check_head(table.titles)
    rows: list[Row] = []
    faults: list[Fault] = []
    count = 0
    for line, cells in table:
        count += any(cell.strip() for cell in cells)
        if count > MOST_LINES:
            words = _("More than %(most)d lines; bring the table in parts.") % {"most": MOST_LINES}
            raise TableRefused([Fault(line=line, words=words)])
        _read_row(cells, titles=table.titles, line=line, rows=rows, faults=faults)
    faults += [table.fault] if table.fault else []
    if not count and not faults:
        raise TableRefused([Fault(line=1, words=_("The table has no line below its head."))])
    return rows, faults


def _check_head(titles: Sequence[str]) -> None:
    faults = [
        *(_("The column “%(name)s” is missing.") % {"name": n} for n in NEEDED if n not in titles),
        *(
            _("The column “%(name)s” is unknown.") % {"name": name[:40]}
            for name in titles
            if name not in COLUMNS
        ),
        *(
            _("The column “%(name)s” stands there twice.") % {"name": name}
            for name in COLUMNS
            if titles.count(name) > 1
        ),
    ]
    if faults:
        raise TableRefused([Fault(line=1, words=words) for words in faults])


def _read_row(
    cells: list[str], *, titles: Sequence[str], line: int, rows: list[Row], faults: list[Fault]
) -> None:
    """Add the row, or what is wrong with its cells; pass over an empty one."""
    if not any(cell.strip() for cell in cells):
        return
    if len(cells) != len(titles):
        words = _("%(found)d cells instead of %(wanted)d.")
        counts = {"found": len(cells), "wanted": len(titles)}
        faults.append(Fault(line=line, words=words % counts))
        return
    values: dict[str, Any] = {}
    for name, cell in zip(titles, cells, strict=True):
        try:
            text = read_cell(cell)
            if text:
                values[name] = COLUMNS[name].read(text)
        except CellRefused as refusal:
            words = _("%(column)s “%(cell)s” %(words)s")
            facts = {"column": name, "cell": cell.strip()[:40], "words": str(refusal)}
            faults.append(Fault(line=line, words=words % facts))
    rows.append(Row(line=line, values=values))
