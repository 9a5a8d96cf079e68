"""The staff screens of payment."""

from shop.stripe_checkout.admin import disputes, payments, refunds

__all__ = ["disputes", "payments", "refunds"]
