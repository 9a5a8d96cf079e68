"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PayoutsConfig(AppConfig):
    """Training providers, draw requests, approvals and payouts."""

    name = "impact.payouts"
    label = "payouts"

    def ready(self) -> None:
        """Keep the rules written down where the guards read them."""
        from impact.payouts.services.rules import keep_rules

        post_migrate.connect(keep_rules, sender=self, dispatch_uid="payouts.keep_rules")
