"""Cash enters the books when it is taken or handed back; nobody else will ever tell us of it."""

from datetime import datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day


@transaction.atomic(savepoint=False)
def record_cash(
    *, order_number: str, movement_id: str, currency: str, amount_minor: int, moved_at: datetime
) -> bool:
    """Move cents between the till and the order's clearing; return whether this call did it.

    Positive when cash was taken, negative when it was handed back. A person's word is the only
    evidence there is of cash, so the entry stands in the transaction that records her word. Safe to
    call again: `movement_id` is the entry's key. Raises one of the books' refusals.
    """
    posted = books.post(
        books.Posting(
            kind="cash",
            key=movement_id,
            effective_on=find_open_day(moved_at.date()),
            reference=order_number,
            currency=currency,
            lines=[(chart.CASH, amount_minor), (chart.ORDER_CLEARING, -amount_minor)],
        )
    )
    return posted.is_new
