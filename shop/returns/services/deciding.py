"""What staff decide about a return."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shop.returns.models import Return
from shop.returns.services.moving import lock_return, move_return, refuse_unless


@transaction.atomic
def approve_return(*, return_id: int, by: Any, now: datetime) -> bool:
    """Let the pieces come; the buyer's mail leads to the label. False when done before.

    Raise `ReturnRefused` when it is past that.
    """
    made = lock_return(return_id)
    if made.state == Return.State.APPROVED:
        return False
    refuse_unless(made, Return.State.REQUESTED)
    move_return(made, to=Return.State.APPROVED, now=now, decided_at=now, decided_by=by)
    return True


@transaction.atomic
def reject_return(*, return_id: int, words: str, by: Any, now: datetime) -> bool:
    """Say no, with words that the buyer reads. False when done before.

    An approved return may be rejected as well, when it never arrives. Raise `ReturnRefused` when it
    is past that.
    """
    made = lock_return(return_id)
    if made.state == Return.State.REJECTED:
        return False
    refuse_unless(made, Return.State.REQUESTED, Return.State.APPROVED)
    facts = {"decided_at": now, "decided_by": by, "words": words[:200], "ended_at": now}
    move_return(made, to=Return.State.REJECTED, now=now, **facts)
    return True
