"""Take in the line with which a witness cosigned a checkpoint."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from impact.proofs.services.cosigning import (
    NotOverThisLogError,
    UnknownWitnessError,
    import_cosignature,
)


class Command(BaseCommand):
    """Check a witness's signature line and publish it under its checkpoint."""

    help = "Check a witness's signature line and publish it under its checkpoint."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("line", help="the line, beginning with — and the witness's name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = import_cosignature(line=options["line"], now=timezone.now())
        except (UnknownWitnessError, NotOverThisLogError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{kept.witness} cosigned checkpoint {kept.checkpoint.size}.")
