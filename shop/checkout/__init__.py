"""Checkout: order first, pay second."""
