"""Handle Stripe events that wait in the inbox."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.stripe_checkout import services


class Command(BaseCommand):
    """Handle Stripe events that wait in the inbox."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        found = services.handle_waiting_events(now=timezone.now())
        self.stdout.write(f"events handled: {found}")
