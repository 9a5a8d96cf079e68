"""Turn money into a received gift: in the books, acknowledged, once."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day
from impact.giving import gateway
from impact.giving.facts import GiftSession
from impact.giving.links import get_gift_token
from impact.giving.mails import TRIBUTE_CARD
from impact.giving.models import Gift
from impact.giving.purposes import find_account
from impact.giving.services.receipts import issue_receipt
from nomi.platform.outbox import services as outbox

logger = logging.getLogger(__name__)
State = Gift.State
POLL_AGAIN = timedelta(minutes=2)


def settle_gift(*, gift_id: int, now: datetime) -> Gift:
    """Ask Stripe how the gift stands and make our side say so; safe twice and at once.

    Call it outside any transaction. Raises `StripeUnavailable` with nothing changed.
    """
    gift = Gift.objects.get(pk=gift_id)
    if gift.order_number or (gift.state not in Gift.LIVE and gift.state != State.FAILED):
        return gift  # one added to an order is settled with the order, and never by itself
    if gift.session_id is None:
        return _end_unbegun(gift_id=gift_id, now=now)
    session = gateway.get_session(session_id=gift.session_id)
    return record_session(gift_id=gift_id, session=session, now=now)


@transaction.atomic
def record_session(*, gift_id: int, session: GiftSession, now: datetime) -> Gift:
    """Write what the session says, under the gift's lock; twice writes nothing more."""
    gift = Gift.objects.select_for_update(of=("self",)).get(pk=gift_id)
    if gift.state in Gift.RECEIVED:
        return gift
    gift.session_id = gift.session_id or session.id
    if session.is_paid:
        return _receive_session(gift, session, now=now)
    if session.status == "expired" or session.has_failed:
        gift.state, gift.poll_at = State.FAILED, None
    elif session.status == "complete":
        gift.state, gift.poll_at = State.PROCESSING, now + POLL_AGAIN
    else:
        gift.poll_at = now + POLL_AGAIN
    gift.save()
    return gift


def _receive_session(gift: Gift, session: GiftSession, *, now: datetime) -> Gift:
    asked = (gift.total_minor, gift.currency, gift.livemode)
    if (session.amount_minor, session.currency, session.livemode) != asked:
        # its money waits on gift clearing, where the comparison with Stripe finds it
        logger.error("A gift was paid with other money than it was asked for.")
        gift.poll_at = None
        gift.save(update_fields=["poll_at"])
        return gift
    paid_at = session.get_moment(was_promised=gift.state == State.PROCESSING, now=now)
    gift.payment_intent_id = session.payment_intent_id
    gift.charge_id = session.charge_id or ""
    return receive(gift, paid_at=paid_at, now=now)


def receive(gift: Gift, *, paid_at: datetime, now: datetime) -> Gift:
    """Mark a locked gift received: books, receipt and card, in the caller's transaction."""
    gift.state, gift.paid_at, gift.poll_at = State.PAID, paid_at, None
    gift.save()
    books.post(
        books.Posting(
            kind="gift",
            key=f"gift:{gift.payment_intent_id or gift.reference}",
            effective_on=find_open_day(paid_at.date()),
            reference=gift.reference or gift.number,
            currency=gift.currency,
            lines=[
                (gift.clearing_account, gift.total_minor),
                (find_account(gift.purpose), -gift.amount_minor),
                (chart.GIFTS, -gift.fee_covered_minor),
            ],
        )
    )
    issue_receipt(gift=gift, amount_minor=gift.total_minor, now=now)
    get_gift_token(gift)  # made here, so that looking at it later writes nothing
    if gift.card_by == Gift.CardBy.EMAIL:
        outbox.enqueue(kind=TRIBUTE_CARD, reference=gift.number, now=now)
    return gift


@transaction.atomic
def _end_unbegun(*, gift_id: int, now: datetime) -> Gift:
    """Give up a gift whose payment page was never had, once its time is over."""
    gift = Gift.objects.select_for_update(of=("self",)).get(pk=gift_id)
    if gift.session_id is None and gift.state == State.PLACED:
        is_over = gift.expires_at is None or gift.expires_at < now
        gift.state = State.FAILED if is_over else gift.state
        gift.poll_at = None if is_over else now + POLL_AGAIN
        gift.save(update_fields=["state", "poll_at"])
    return gift
