"""Write the books into a file."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from impact.books.exports.writing import FORMATS, write_export


def read_day(text: str) -> date:
    """Return the day that is written as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as refusal:
        raise ArgumentTypeError(f"{text} is no day; write it as 2026-03-31") from refusal


class Command(BaseCommand):
    """Export the books by effective date; a file is complete or not there."""

    help = "Write the books, or the days --from to --to by effective date, into FILE (- is stdout)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=sorted(FORMATS), default="beancount")
        parser.add_argument("--from", dest="first", type=read_day, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=read_day, metavar="YYYY-MM-DD")
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if first and last and first > last:
            raise CommandError("The day after --to is before the one after --from.")
        wanted = {"format_name": options["format"], "first": first, "last": last}
        if options["file"] == "-":
            write_export(**wanted, file=sys.stdout)
            return
        target = Path(options["file"])
        part = target.with_name(f"{target.name}.part")
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                write_export(**wanted, file=file)
            part.replace(target)
        except OSError as refusal:
            raise CommandError(f"{target} cannot be written: {refusal.strerror}.") from refusal
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"The books are in {target}.")
