"""Tables that staff bring as CSV: read line by line, refused with every fault at once.

Cells may be parted by commas, semicolons or tabs. What was looked at has a fingerprint, and only a
table with that fingerprint is carried out.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a line of the table; the head is line 1."""

    line: int
    words: str

    def __str__(self) -> str:
        """Name the line and say what is wrong with it."""
        return gettext("Line %(line)d: %(words)s") % {"line": self.line, "words": self.words}


class TableRefused(Exception):  # noqa: N818 - says what happened
    """The table has `faults`; nothing of it was done."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__(" ".join(str(fault) for fault in self.faults))


def name_table(text: str) -> str:
    """Return the fingerprint of a table's lines: only what was looked at is done."""
    return sha256("\n".join(text.splitlines()).encode()).hexdigest()


@dataclass
class TableReader:
    """The lines of a table: `titles` of the head, then each line's number and cells.

    `fault` is what stops the reading, if anything did.
    """

    text: str
    fault: Fault | None = None

    def __post_init__(self) -> None:
        """Find what parts the cells, and read the head."""
        text = self.text.lstrip("\ufeff")
        head = text.partition("\n")[0]
        mark = max(",;\t", key=head.count)
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        first = next(self._lines(), (1, []))
        self.titles: Sequence[str] = [cell.strip().lower() for cell in first[1]]

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Return the lines below the head."""
        return self._lines()

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error:
                words = gettext("This line is not a table's.")
                self.fault = Fault(line=self._reader.line_num, words=words)
                return
            yield line, cells


class TableForm(forms.Form):
    """The table as a file or as text; what was read of a file stands in the text afterwards."""

    most_bytes = 100_000
    file = forms.FileField(
        label=_("Table (CSV)"),
        required=False,
        allow_empty_file=True,
        widget=UnfoldAdminFileFieldWidget(),
    )
    text = forms.CharField(
        label=_("Or its lines"),
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}),
        help_text=_("Mend a line here and look again; the file is not needed twice."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file, when there is one, in place of the text."""
        values: dict[str, Any] = super().clean() or {}
        file = values.get("file")
        if (file.size if file else len(values.get("text", "").encode())) > self.most_bytes:
            raise forms.ValidationError(_("The file is too large for such a table."))
        if file:
            try:
                values["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(
                    _("The file is not text in UTF-8. Save it as “CSV UTF-8”.")
                ) from None
        if "\0" in values.get("text", ""):
            raise forms.ValidationError(_("The file holds characters that no table has."))
        if not values.get("text", "").strip() and not self.errors:
            raise forms.ValidationError(_("Choose a file, or paste the table's lines."))
        return values

    def keep_text(self) -> "TableForm":
        """Return the form with what was read standing in its text."""
        kept = type(self)({"text": self.cleaned_data["text"]})
        kept.is_valid()
        return kept

    def add_faults(self, refusal: TableRefused, *, most: int = 200) -> None:
        """Let each fault stand on the form with its line; past `most` say how many more."""
        for fault in refusal.faults[:most]:
            self.add_error(None, str(fault))
        more = len(refusal.faults) - most
        if more > 0:
            self.add_error(None, gettext("and %(more)d more faults.") % {"more": more})
