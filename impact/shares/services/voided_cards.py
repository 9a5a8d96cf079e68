"""A gift card ended with money on it: what was owed to its holder is owed no more."""

from datetime import datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day


@transaction.atomic(savepoint=False)
def record_voided_card(
    *, order_number: str, movement_id: str, currency: str, amount_minor: int, voided_at: datetime
) -> bool:
    """Take the cents of a void gift card off our debts; return whether this call did it.

    They stand against chargebacks: a card is void because its buyer's bank took the money back, or
    because it was stolen. Safe to call again: `movement_id` is the entry's key. Raises one of the
    books' refusals.
    """
    posted = books.post(
        books.Posting(
            kind="gift-card-void",
            key=f"gift-card:{movement_id}",
            effective_on=find_open_day(voided_at.date()),
            reference=order_number,
            currency=currency,
            lines=[(chart.GIFT_CARDS, amount_minor), (chart.CHARGEBACKS, -amount_minor)],
        )
    )
    return posted.is_new
