"""Carry queued and pending refunds forward."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.stripe_checkout import services


class Command(BaseCommand):
    """Carry queued and pending refunds forward."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        found = services.submit_due_refunds(now=timezone.now())
        self.stdout.write(f"refunds carried: {found}")
