"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SharesConfig(AppConfig):
    """Share policy, shares of order lines, the Training Fund, allocation runs and the reserve."""

    name = "impact.shares"
    label = "shares"

    def ready(self) -> None:
        """Keep the policies written down; say who writes the reserve's mails."""
        from impact.shares.keeping import keep_policies
        from impact.shares.mails import register_mails

        post_migrate.connect(keep_policies, sender=self, dispatch_uid="shares.keep_policies")
        register_mails()
