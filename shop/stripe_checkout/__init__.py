"""Payment through Stripe's hosted Checkout page."""
