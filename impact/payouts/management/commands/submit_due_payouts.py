"""Send the payouts that are due, as the clock does."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from impact.payouts.services.sending import submit_due_payouts


class Command(BaseCommand):
    """Send what is due; running it twice sends it once."""

    help = "Send the payouts that are due on every rail that sends by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{submit_due_payouts(now=timezone.now())} payouts sent")
