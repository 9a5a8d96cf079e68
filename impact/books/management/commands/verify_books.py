"""Prove that the books add up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from impact.books.queries import list_faults, list_trial_balance


class Command(BaseCommand):
    """Recompute every balance and every entry from the lines, and name what differs."""

    help = "Recompute balances and entries from the lines; fails and names what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list_faults()
        if faults:
            raise CommandError("\n".join(faults))
        rows = list_trial_balance()
        total = sum(row.balance_minor for row in rows)
        self.stdout.write(f"{len(rows)} accounts, sum {total}: the books add up.")
