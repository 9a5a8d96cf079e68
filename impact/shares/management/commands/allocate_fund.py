"""Credit what is available in the Training Fund to the active training accounts."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from impact.shares.services.allocation import allocate_fund


class Command(BaseCommand):
    """By hand what beat does each night; running it twice changes nothing more."""

    help = "Credit the available money of the Training Fund to every active training account."

    def handle(self, *args: Any, **options: Any) -> None:
        run = allocate_fund(now=timezone.now())
        if run is None:
            self.stdout.write("Nothing to allocate: no money available, or no active account.")
        else:
            self.stdout.write(f"{run.total_minor} cents to {run.account_count} accounts.")
