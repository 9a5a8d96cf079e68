"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """Daily comparison of the books with Stripe and the bank; what differs."""

    name = "impact.reconciliation"
    label = "reconciliation"

    def ready(self) -> None:
        """Tell the outbox who writes the mail to finance."""
        from impact.reconciliation.mails import register_mails

        register_mails()
