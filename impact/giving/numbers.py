"""Numbers of gifts: short enough to read out, unrelated to one another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L and no U: nothing a tired voice or eye mixes up."""


def make_number(prefix: str = "G") -> str:
    """Return a fresh number such as ``G-7KQ4-M2XR9`` (30 ^ 9, about 44 bits); it opens nothing."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(9))
    return f"{prefix}-{text[:4]}-{text[4:]}"
