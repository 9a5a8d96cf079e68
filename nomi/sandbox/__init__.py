"""The Stripe stand-in, for the demo and the tests only."""
