"""Order numbers: short enough to read out, impossible to guess, unrelated to one another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L and no U: nothing a tired voice or eye mixes up."""


def make_order_number() -> str:
    """Return a fresh number such as ``7KQ4-M2XR-9T`` (30 ^ 10, about 49 bits)."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"
