"""Mature the shares whose return window has passed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from impact.shares.services.maturity import mature_shares


class Command(BaseCommand):
    """By hand what beat does each night; running it twice changes nothing more."""

    help = "Move shares past the return window from pending to available."

    def handle(self, *args: Any, **options: Any) -> None:
        matured = mature_shares(now=timezone.now())
        self.stdout.write(f"{matured} lines matured.")
