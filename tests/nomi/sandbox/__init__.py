"""Tests of the Stripe stand-in."""
