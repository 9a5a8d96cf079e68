"""Writing an export into an open file."""

from datetime import date
from typing import TextIO

from impact.books.exports import beancount, table
from impact.books.exports.facts import as_of_one_moment

FORMATS = {"beancount": beancount.write_books, "csv": table.write_books}


def write_export(*, format_name: str, first: date | None, last: date | None, file: TextIO) -> None:
    """Write the books effective from `first` to `last` as of this moment, a line at a time."""
    with as_of_one_moment():
        file.writelines(FORMATS[format_name](first=first, last=last))
