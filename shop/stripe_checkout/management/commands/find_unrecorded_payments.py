"""Settle paid Stripe sessions that the store has not heard of."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.stripe_checkout import services


class Command(BaseCommand):
    """Settle paid Stripe sessions that the store has not heard of."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        found = services.find_unrecorded_sessions(now=timezone.now())
        self.stdout.write(f"sessions looked at: {found}")
