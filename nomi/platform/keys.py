"""Keys of rows as browsers send them."""

LONGEST = 9
"""Digits of a key that surely fits the database's integer."""


def read_key(text: str) -> int:
    """Return the key that the text names; 0, which no row has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else 0
