"""Shipping methods by zone and weight."""
