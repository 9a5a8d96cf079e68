"""Give somebody whose phone and recovery codes are lost a new start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nomi.staff.services import PersonUnknownError, reset_second_factor


class Command(BaseCommand):
    """Take away the second factor of one login and end its sessions."""

    help = "Take away the second factor of one login and end its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = reset_second_factor(email=options["email"])
        except PersonUnknownError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Factors taken away: {count}. She sets up a new one at her next login.")
