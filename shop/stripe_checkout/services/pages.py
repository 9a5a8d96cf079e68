"""Close the payment pages of an order before it is paid some other way."""

from datetime import datetime

from shop.stripe_checkout import gateway
from shop.stripe_checkout.models import PaymentAttempt
from shop.stripe_checkout.services.settling import Outcome, settle

State = PaymentAttempt.State
PAYABLE = (State.OPEN, State.PROCESSING, State.SUPERSEDED)
"""Attempts whose page may still be open at Stripe; of a superseded one when closing it failed."""
NO_MONEY = (Outcome.RELEASED, Outcome.OPEN)
"""Outcomes of a page by which no money came and none is promised."""


class PagePaid(Exception):  # noqa: N818 - says what happened
    """Money came, or was promised, by a page that was to be closed; it is settled."""


def close_pages(*, order_id: int, now: datetime) -> set[str | None]:
    """Close every page of the order that may be open at Stripe; return their sessions and None.

    None stands for a page that was never had, so that nobody can pay on it. A page that Stripe will
    not close is settled: raise `PagePaid` when that brought money. Call it outside any transaction.
    Raise `StripeUnavailable`.
    """
    closed: set[str | None] = {None}
    attempts = PaymentAttempt.objects.filter(
        order_id=order_id, state__in=PAYABLE, session_id__isnull=False
    )
    for attempt in attempts.order_by("pk"):
        try:
            gateway.expire_session(session_id=attempt.session_id or "")
        except gateway.SessionNotOpen:
            if settle(attempt_id=attempt.pk, now=now).outcome not in NO_MONEY:
                raise PagePaid(attempt.order.number) from None
        closed.add(attempt.session_id)
    return closed
