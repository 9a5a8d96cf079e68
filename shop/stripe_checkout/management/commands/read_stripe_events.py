"""Store events from Stripe's list that no webhook brought."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.stripe_checkout import services


class Command(BaseCommand):
    """Store events from Stripe's list that no webhook brought."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        found = services.read_missed_events(now=timezone.now())
        self.stdout.write(f"events found: {found}")
