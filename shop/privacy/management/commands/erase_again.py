"""Erase those again whom a restored backup has brought back.

Takes the numbers of accounts as words, or one on each line of its input:
`grep account_erased web.log | jq .account | manage.py erase_again`.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shop.privacy.services import ErasureRefused, erase_shopper


class Command(BaseCommand):
    """Erase accounts by number; those that are gone already are passed over."""

    help = "Erase those again whom a restored backup has brought back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", help="numbers of accounts; none: read the input")

    def handle(self, *_args: Any, **options: Any) -> None:
        words = options["numbers"] or sys.stdin.read().split()
        wrong = [word for word in words if not word.isdecimal()]
        if wrong:
            message = f"These are no numbers of accounts: {', '.join(wrong)}. Nobody was erased."
            raise CommandError(message)
        erased, refused = 0, []
        for number in sorted({int(word) for word in words}):
            try:
                erased += erase_shopper(user_id=number, now=timezone.now())
            except ErasureRefused as refusal:
                refused.append(f"{number}: {refusal}")
        self.stdout.write(f"Accounts erased again: {erased}.")
        if refused:
            message = "\n".join(["Not erased yet:", *refused])
            raise CommandError(message)
