"""Make Stripe's webhook endpoint for this store."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from shop.stripe_checkout import gateway


class Command(BaseCommand):
    """Make the webhook endpoint at Stripe, pinned to the client's API version; print its secret."""

    help = __doc__

    def handle(self, **_options: Any) -> None:
        url = settings.SITE_ADDRESS + reverse("stripe-webhook")
        try:
            endpoint, secret = gateway.create_webhook_endpoint(url=url)
        except (gateway.StripeUnavailable, gateway.StripeRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Endpoint {endpoint} calls {url}")
        self.stdout.write(f"Put its secret into STRIPE_WEBHOOK_SECRETS: {secret}")
