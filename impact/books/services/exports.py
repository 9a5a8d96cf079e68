"""What is written before books leave the store as a file."""

from datetime import datetime

from django.db import transaction

from impact.books.models import Export
from impact.books.services.corrections import NoReasonError

LONGEST_PART = 300


@transaction.atomic(durable=True)
def record_export(*, what: str, about: str, reason: str, actor: str, now: datetime) -> Export:
    """Keep who takes which books out and why; it is committed when this returns.

    Call it before the first byte is read: what cannot be recorded is not taken. Each call is one
    export. Raises `NoReasonError`, nothing kept.
    """
    if not reason.strip():
        raise NoReasonError("Say why. The reason is kept with the export.")
    return Export.objects.create(
        what=what, about=about[:LONGEST_PART], reason=reason.strip(), taken_by=actor, taken_at=now
    )
