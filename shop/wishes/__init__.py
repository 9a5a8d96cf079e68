"""Wishes: somebody wants one mail when a product that is sold out comes back."""
