"""See whether Stripe takes the key; turn paying off or on by it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.stripe_checkout import services


class Command(BaseCommand):
    """See whether Stripe takes the key; turn paying off or on by it."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        found = services.check_stripe_key(now=timezone.now())
        self.stdout.write(f"key accepted: {found}")
