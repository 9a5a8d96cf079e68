"""Compare the books with Stripe and the bank now."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from impact.reconciliation import queries
from impact.reconciliation.services.runs import reconcile
from impact.reconciliation.services.turns import TurnTakenError
from nomi.platform.amounts import format_minor


class Command(BaseCommand):
    """Import from Stripe, run every check, print what differs; exit 1 on any difference."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = reconcile(actor="system", now=timezone.now())
        except TurnTakenError as reason:
            raise CommandError(str(reason)) from None
        stripe = format_minor(run.stripe_minor)
        self.stdout.write(f"Imported from Stripe: {run.imported_count} movements")
        self.stdout.write(f"Stripe: {format_minor(run.stripe_books_minor)} (it says {stripe})")
        self.stdout.write(f"Bank: {format_minor(run.bank_minor)}")
        self.stdout.write(f"Held in trust: {format_minor(run.trust_minor)}")
        for code, cents in run.parts["clearing"].items():
            self.stdout.write(f"Waiting on {code}: {format_minor(cents)}")
        if run.words:
            self.stdout.write(run.words)
        rows = list(queries.list_open())
        for row in rows:
            stop = " Payouts are stopped." if row.is_blocking else ""
            self.stdout.write(f"- {row.words} (since {row.found_at:%Y-%m-%d}){stop}")
        self.stdout.write(f"{len(rows)} open." if rows else "No difference.")
        if rows or run.state != run.State.COMPLETE:
            sys.exit(1)
