"""Make the role that web and worker connect as."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from impact.books.roles import UnfitRoleError, make_role


class Command(BaseCommand):
    """Make the role, or bring it up to date; run it as the tables' owner after each migrate."""

    help = "Make the database role of web and worker, or bring it up to date after a migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        name = settings.DATABASE_ROLE
        try:
            make_role(name=name, password=settings.DATABASE_ROLE_PASSWORD)
        except UnfitRoleError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{name} may add to the ledger and change nothing in it.")
