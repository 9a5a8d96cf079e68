"""Ask Stripe about open payment attempts that are due."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.stripe_checkout import services


class Command(BaseCommand):
    """Ask Stripe about open payment attempts that are due."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        found = services.settle_due_attempts(now=timezone.now())
        self.stdout.write(f"attempts asked about: {found}")
