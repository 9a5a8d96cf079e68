"""Stripe's client, shared by the doors that each room keeps for itself."""
