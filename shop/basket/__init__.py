"""Baskets: Oscar's tables with our views."""
