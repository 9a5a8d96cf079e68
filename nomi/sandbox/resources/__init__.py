"""The resources of Stripe's API, one module each."""
