"""The room's place in Django's app registry."""

from django.apps import AppConfig


class StripeCheckoutConfig(AppConfig):
    """Payment through Stripe's hosted Checkout page."""

    name = "shop.stripe_checkout"
    label = "stripe_checkout"
