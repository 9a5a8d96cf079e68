"""Buyers are written to in the language in which they bought."""
