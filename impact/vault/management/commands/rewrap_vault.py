"""Wrap every key of the vault under the first of VAULT_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from impact.vault.refusals import SealedShutError
from impact.vault.services.wrapping import rewrap_keys


class Command(BaseCommand):
    """Wrap anew after a new key was put first; then the old one can go."""

    help = "Wrap every woman's key under the first of VAULT_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = rewrap_keys()
        except SealedShutError:
            raise CommandError("A key is wrapped by none of VAULT_KEYS: add the old one.") from None
        self.stdout.write(f"{count} keys wrapped anew.")
