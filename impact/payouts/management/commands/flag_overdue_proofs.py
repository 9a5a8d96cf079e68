"""Flag payments without proof, as the clock does."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from impact.payouts.services.proofs import flag_overdue_proofs


class Command(BaseCommand):
    """Flag what is overdue and block its providers; running it twice flags once."""

    help = "Flag payments whose proof is overdue and block their providers."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{flag_overdue_proofs(now=timezone.now())} proofs overdue")
