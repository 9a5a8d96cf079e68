"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """Daily comparison of the books with Stripe and the bank; what differs."""

    name = "impact.reconciliation"
    label = "reconciliation"

    def ready(self) -> None:
        """Tell the outbox who writes the mail to finance, and the halts who knows what is open."""
        from impact.books.halts import OPEN_DIFFERENCE, watch_cause
        from impact.reconciliation.mails import register_mails
        from impact.reconciliation.queries import list_blocking_words

        register_mails()
        watch_cause(OPEN_DIFFERENCE, list_blocking_words)
