"""Prove that the books add up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from impact.books import halts
from impact.books.queries import list_trial_balance


class Command(BaseCommand):
    """Prove the books and name what differs; any fault halts payouts until a person lifts it."""

    help = "Prove the books; fails, names what was changed, and halts payouts."

    def handle(self, *args: Any, **options: Any) -> None:
        if faults := halts.check_cause(cause=halts.BROKEN_BOOKS, now=timezone.now()):
            raise CommandError("\n".join(faults))
        rows = list_trial_balance()
        total = sum(row.balance_minor for row in rows)
        self.stdout.write(f"{len(rows)} accounts, sum {total}: the books add up.")
