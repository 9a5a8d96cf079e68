"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SharesConfig(AppConfig):
    """Share policy, shares of order lines, the Training Fund, allocation runs and the reserve."""

    name = "impact.shares"
    label = "shares"

    def ready(self) -> None:
        """Keep the policies written down."""
        from impact.shares.keeping import keep_policies

        post_migrate.connect(keep_policies, sender=self, dispatch_uid="shares.keep_policies")
