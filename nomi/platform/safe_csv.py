"""Tables that leave for a spreadsheet: no cell of them runs there.

A cell that begins with `= + - @`, a tab or a carriage return is a formula to Excel, Calc and
Sheets, whoever wrote it. Such text gets an apostrophe in front; numbers stay numbers.
"""

import csv
import io
import re
from collections.abc import Callable
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
