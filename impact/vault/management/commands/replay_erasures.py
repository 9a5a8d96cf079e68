"""Carry out again what was erased since the backup that was restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from impact.vault.services.erasing import read_list, replay_erasures


class Command(BaseCommand):
    """Erase whom a backup brought back; run it before the store serves again."""

    help = "Erase again from the vault whom a restored backup brought back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", default=settings.VAULT_ERASURE_LIST)

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["list"])
        if not path.exists():
            raise CommandError(f"There is no list of erasures at {path}.")
        codes = replay_erasures(read_list(path.read_text().splitlines()))
        self.stdout.write(f"{len(codes)} records erased again.")
