"""Days and amounts as bank files write them."""

import re
from datetime import date

from impact.banking.formats.refusals import BadValueError

AMOUNT = re.compile(r"\d{1,15}(\.\d{0,5})?")
CENT_DIGITS = 2
LONGEST_SHOWN = 30


def read_amount(text: str | None, place: str) -> int:
    """Return cents. A fraction of a cent, a sign or a comma is refused, never rounded."""
    raw = (text or "").strip()
    whole, _, part = raw.partition(".")
    if not AMOUNT.fullmatch(raw) or part[CENT_DIGITS:].strip("0"):
        raise BadValueError(f"In {place}: “{raw[:LONGEST_SHOWN]}” is no amount in whole cents.")
    return int(whole) * 100 + int(part[:CENT_DIGITS].ljust(CENT_DIGITS, "0"))


def read_signed_amount(text: str, place: str) -> int:
    """Return cents, negative with a minus sign in front."""
    sign, rest = text[:1], text[1:]
    return -read_amount(rest, place) if sign == "-" else read_amount(text, place)


def read_day(text: str, place: str) -> date:
    """Return the day of a date or of a moment; raise `BadValueError` for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise BadValueError(
            f"In {place}: “{text.strip()[:LONGEST_SHOWN]}” is no date like 2026-03-31."
        ) from None
