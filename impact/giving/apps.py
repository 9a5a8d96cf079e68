"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GivingConfig(AppConfig):
    """Gifts, monthly gifts, acknowledgments and year-end statements."""

    name = "impact.giving"
    label = "giving"

    def ready(self) -> None:
        """Open the accounts of restricted money; say who writes the room's mails."""
        from impact.giving.mails import register_mails
        from impact.giving.purposes import open_accounts

        register_mails()
        post_migrate.connect(open_accounts, sender=self, dispatch_uid="giving.open_accounts")
