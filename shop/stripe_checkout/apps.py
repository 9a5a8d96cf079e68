"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StripeCheckoutConfig(AppConfig):
    """Payment through Stripe's hosted Checkout page."""

    name = "shop.stripe_checkout"
    label = "stripe_checkout"
    verbose_name = _("Payments")

    def ready(self) -> None:
        """Let the health page say whether payments can be taken."""
        from nomi.platform.health.queries import WATCHED
        from shop.stripe_checkout.queries import ask_payments

        WATCHED["payments"] = ask_payments
