"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BooksConfig(AppConfig):
    """The double-entry kernel; it knows no women and no orders."""

    name = "impact.books"
    label = "books"

    def ready(self) -> None:
        """Keep the chart of accounts open, and tell halts how to look at the books."""
        from impact.books import halts
        from impact.books.chart import open_accounts
        from impact.books.queries import list_faults

        post_migrate.connect(open_accounts, sender=self, dispatch_uid="books.open_accounts")
        halts.watch_cause(halts.BROKEN_BOOKS, list_faults)
