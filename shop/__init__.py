"""Selling: catalogue, basket, checkout, orders and payment."""
