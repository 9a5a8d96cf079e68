"""Prove that the books add up and that the log fits them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from impact.books.queries import list_trial_balance
from impact.proofs.services.verification import verify_everything


class Command(BaseCommand):
    """Prove books and log as the nightly task does; any fault halts payouts until it is lifted."""

    help = "Prove the books and the log; fails, names what was changed, and halts payouts."

    def handle(self, *args: Any, **options: Any) -> None:
        if faults := verify_everything(now=timezone.now()):
            raise CommandError("\n".join(faults))
        rows = list_trial_balance()
        total = sum(row.balance_minor for row in rows)
        self.stdout.write(f"{len(rows)} accounts, sum {total}: the books add up.")
