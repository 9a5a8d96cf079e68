"""Checkout in three pages and a payment, each request doing one thing."""
