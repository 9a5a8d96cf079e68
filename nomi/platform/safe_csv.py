"""Tables that leave for a spreadsheet: no cell of them runs there.

A cell that begins with `= + - @`, a tab or a carriage return is a formula to Excel, Calc and
Sheets, whoever wrote it. Such text gets an apostrophe in front; numbers stay numbers.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse

NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def make_cell_safe(text: str) -> str:
    """Return the text so that a spreadsheet shows it and does not run it."""
    is_formula = text.startswith(STARTS) or text.lstrip().startswith(STARTS)
    return f"'{text}" if is_formula and not NUMBER.fullmatch(text) else text


def make_table_safe(text: str) -> str:
    """Return a CSV table with every cell made safe."""
    safe = io.StringIO()
    writer = csv.writer(safe)
    for row in csv.reader(io.StringIO(text, newline="")):
        writer.writerow([make_cell_safe(cell) for cell in row])
    return safe.getvalue()


def with_safe_csv(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make the cells of the CSV files that a view hands out safe."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        is_table = response.headers.get("Content-Type", "").startswith("text/csv")
        if is_table and not isinstance(response, StreamingHttpResponse):
            text = response.content.decode(response.charset)  # type: ignore[attr-defined]
            response.content = make_table_safe(text).encode(response.charset)  # type: ignore[attr-defined]
        return response

    return answer


class Echo:
    """A file for the CSV writer that gives each row back instead of keeping it."""

    def write(self, row: str) -> str:
        """Return the row."""
        return row


def write_rows(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a table's rows as lines of CSV, every cell safe, none kept in memory."""
    writer = csv.writer(Echo())
    for row in rows:
        yield writer.writerow([make_cell_safe(str(cell)) for cell in row])


def stream_table(*, name: str, rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """Hand out a table row by row under a file name."""
    response = StreamingHttpResponse(write_rows(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def write_amount(amount_minor: int | None) -> str:
    """Return cents as a plain number with a point; empty for None."""
    if amount_minor is None:
        return ""
    whole, cents = divmod(abs(amount_minor), 100)
    return f"{'-' if amount_minor < 0 else ''}{whole}.{cents:02}"
