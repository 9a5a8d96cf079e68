"""Reduce the bodies of Stripe's events older than 90 days to ids."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.stripe_checkout import services


class Command(BaseCommand):
    """Reduce the bodies of Stripe's events older than 90 days to ids."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        found = services.reduce_old_events(now=timezone.now())
        self.stdout.write(f"events reduced: {found}")
