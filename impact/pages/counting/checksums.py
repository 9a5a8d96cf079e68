"""What a publication can be checked by: the checksums of its content and of the books."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from impact.books.trial_balance import list_balances
from impact.pages.quarters import find_last_day


def write_digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content as JSON with sorted keys and no blanks."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def read_books_digest(quarter_on: date) -> str:
    """Return the SHA-256 of all balances at the end of the quarter, a line for each account.

    Empty accounts have none: those opened since would change the checksum of a quarter long over.
    """
    lines = (
        f"{row.code} {row.currency} {row.balance_minor}"
        for row in list_balances(day=find_last_day(quarter_on))
        if row.balance_minor
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
