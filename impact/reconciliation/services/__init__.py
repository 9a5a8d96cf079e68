"""Importing what moved at Stripe, comparing, and dealing with what differs."""
