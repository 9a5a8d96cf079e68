"""When a form was opened, signed: what is sent back too fast or too late is asked again.

The seal holds a number too: a form that is sent twice is one message, or one gift.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer

SALT = "nomi.platform.seals"
SOONEST = timedelta(seconds=3)
"""Nobody fills in a form faster than this."""
LATEST = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Seal:
    """The number and the moment of one opened form."""

    key: UUID
    opened_at: datetime


def make_seal(*, now: datetime) -> str:
    """Return the seal of a form that is opened now."""
    return Signer(salt=SALT).sign(f"{uuid.uuid4().hex}.{int(now.timestamp())}")


def read_seal(text: str) -> Seal | None:
    """Return what a seal says, None when it is not ours."""
    try:
        key, moment = Signer(salt=SALT).unsign(text).split(".")
    except (BadSignature, ValueError):
        return None
    return Seal(key=UUID(hex=key), opened_at=datetime.fromtimestamp(int(moment), tz=UTC))


def is_too_fast(seal: Seal, *, now: datetime) -> bool:
    """Return whether the form came back faster than a person can write."""
    return now - seal.opened_at < SOONEST


def is_too_old(seal: Seal, *, now: datetime) -> bool:
    """Return whether the form was open for so long that it is opened anew."""
    return now - seal.opened_at > LATEST


def make_key(seal: Seal, words: Mapping[str, Any]) -> UUID:
    """Return the number of what was sent: the same words of one form are one thing.

    Other words from a form that a browser kept open are another.
    """
    return uuid.uuid5(seal.key, repr(sorted(words.items(), key=lambda pair: pair[0])))
