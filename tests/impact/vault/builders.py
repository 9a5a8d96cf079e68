"""A record that is valid by default, and somebody who looks at it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from impact.vault.services.erasing import ask_erasure, erase_record
from impact.vault.services.looking import Looker
from impact.vault.services.writing import write_fields

WORKER, OTHER = "staff:1", "staff:2"
WHY = "To call her about the course."
HERS = {
    "given_name": "Placeholder",
    "family_name": "Oneword",
    "own_script": "សាកល្បង",
    "birth_date": "1990-01-31",
    "phone": "+855 12 345 678",
    "address": "Sample village",
    "emergency": "A neighbour",
    "other_ids": "Paper 17",
}


def build_looker(now: datetime | None = None, **changes: Any) -> Looker:
    looker = Looker(actor=WORKER, reason=WHY, address="", now=now or timezone.now())
    return replace(looker, **changes)


def erase(code: str, now: datetime | None = None) -> None:
    """One person asks, another erases."""
    ask_erasure(account_code=code, looker=build_looker(now))
    erase_record(account_code=code, looker=build_looker(now, actor=OTHER))


def put_in(code: str, **changes: str) -> None:
    write_fields(account_code=code, values=HERS | changes, looker=build_looker(actor=OTHER))
