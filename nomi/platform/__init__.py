"""Mechanisms without a word of the domain."""
