"""End payment attempts past their time, asking Stripe first."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.stripe_checkout import services


class Command(BaseCommand):
    """End payment attempts past their time, asking Stripe first."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        found = services.expire_overdue_attempts(now=timezone.now())
        self.stdout.write(f"attempts ended: {found}")
