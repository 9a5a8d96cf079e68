"""End payment attempts whose Stripe session was never had."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.stripe_checkout import services


class Command(BaseCommand):
    """End payment attempts whose Stripe session was never had."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        found = services.release_stuck_attempts(now=timezone.now())
        self.stdout.write(f"attempts ended: {found}")
