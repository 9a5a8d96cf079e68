"""Open an attempt beside its order, then create its session at Stripe."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from shop.order.links import get_order_token
from shop.order.queries import AWAITING_PAYMENT, lock_order
from shop.stripe_checkout import gateway
from shop.stripe_checkout.facts import Session
from shop.stripe_checkout.models import Alarm, PaymentAttempt
from shop.stripe_checkout.queries import get_asked_minor
from shop.stripe_checkout.request import build_session_params, hash_params
from shop.stripe_checkout.services.findings import raise_alarm

FIRST_POLL = timedelta(minutes=2)
TRIES_WITHIN = timedelta(hours=1)


class AmountTooSmall(Exception):  # noqa: N818 - says what happened
    """The total lies below what Stripe can charge; `minimum_minor` says how much it takes."""

    def __init__(self, minimum_minor: int) -> None:
        super().__init__(minimum_minor)
        self.minimum_minor = minimum_minor


class TooManyTries(gateway.StripeUnavailable):
    """The same basket or address asked to pay too often this hour; later is possible again."""


class PaymentClosed(Exception):  # noqa: N818 - says what happened
    """The attempt is over: paid, expired, given up or replaced. Nothing can be paid by it."""


@transaction.atomic
def open_attempt(*, order: Any, now: datetime, lives: timedelta | None = None) -> PaymentAttempt:
    """Write down that the order is about to be paid; database only, in PLACE's transaction.

    What is asked for is the total less what a gift card has set aside for it, and a gift beside it.
    The caller holds the order's lock. A live attempt is returned again, so a second click finds
    the first one's session. The page `lives` as long as a shopper's unless told otherwise. Raise
    `AmountTooSmall` below Stripe's minimum.
    """
    live = PaymentAttempt.objects.filter(order=order, state__in=PaymentAttempt.LIVE).first()
    if live is not None:
        return live
    if order.status != AWAITING_PAYMENT:
        message = f"Order {order.number} is not awaiting payment."
        raise PaymentClosed(message)
    amount_minor = get_asked_minor(order=order)
    if amount_minor < settings.STRIPE_MINIMUM_CHARGE_MINOR:
        raise AmountTooSmall(settings.STRIPE_MINIMUM_CHARGE_MINOR)
    return PaymentAttempt.objects.create(
        order=order,
        amount_minor=amount_minor,
        currency=order.currency,
        livemode=settings.STRIPE_LIVEMODE,
        expires_at=now + (lives or timedelta(minutes=settings.STRIPE_SESSION_MINUTES)),
        created_at=now,
        poll_at=now + FIRST_POLL,
    )


def start_payment(*, attempt_id: int, now: datetime) -> str:
    """Return the address of Stripe's page for the attempt, creating its session when needed.

    Call it outside any transaction. Safe to repeat: the same key brings the same session back.
    Raise `StripeUnavailable` (try again; nothing was taken), `KeyRevoked`, or `PaymentClosed`.
    """
    attempt = PaymentAttempt.objects.select_related("order__user").get(pk=attempt_id)
    if attempt.state == PaymentAttempt.State.OPEN:
        return attempt.url
    if attempt.state != PaymentAttempt.State.CREATING:
        raise PaymentClosed(attempt.state)
    _refuse_too_many_tries(attempt, now=now)
    try:
        return _create_session(attempt)
    except gateway.KeyRevoked:
        raise_alarm(kind=Alarm.Kind.KEY_REVOKED, reference="stripe", now=now)
        raise
    except gateway.IdempotencyMismatch:
        raise_alarm(kind=Alarm.Kind.KEY_MISMATCH, reference=str(attempt.uid), now=now)
    except gateway.StripeRefused:
        # a session asked for too late is refused for its expiry: a fresh attempt has a fresh one
        if attempt.created_at > now - FIRST_POLL:
            raise
    return _create_session(_replace_attempt(attempt_id=attempt.pk, now=now))


def adopt_session(*, attempt_id: int, session: Session) -> str:
    """Save the session Stripe made for the attempt; return its address.

    When the attempt ended while Stripe was answering, the session is closed again instead and
    `PaymentClosed` raised, so that nobody can pay for what was given back.
    """
    if _save_session(attempt_id=attempt_id, session=session):
        return session.url
    # one that is paid already cannot be closed: the sweep of completed sessions finds its money
    with suppress(gateway.SessionNotOpen):
        gateway.expire_session(session_id=session.id)
    raise PaymentClosed(session.id)


def _refuse_too_many_tries(attempt: PaymentAttempt, *, now: datetime) -> None:
    """Refuse a basket that began too many payments within an hour.

    Never by the e-mail address: whoever types somebody else's would keep its owner from paying.
    """
    basket_id = attempt.order.basket_id
    same = {"order__basket_id": basket_id} if basket_id else {"order": attempt.order}
    lately = PaymentAttempt.objects.filter(created_at__gt=now - TRIES_WITHIN, **same)
    if lately.count() > settings.STRIPE_TRIES_PER_HOUR:
        raise TooManyTries(str(attempt.uid))


def _create_session(attempt: PaymentAttempt) -> str:
    order = attempt.order
    token = get_order_token(order=order)
    params = build_session_params(
        attempt=attempt, order=order, email=order.email or "", token=token
    )
    _remember_request(attempt, hash_params(params))
    session = gateway.create_session(params=params, idempotency_key=attempt.idempotency_key)
    return adopt_session(attempt_id=attempt.pk, session=session)


def _remember_request(attempt: PaymentAttempt, request_hash: str) -> None:
    """Write down what is about to be asked; another question under the same key is our fault."""
    if not attempt.request_hash:
        PaymentAttempt.objects.filter(pk=attempt.pk).update(request_hash=request_hash)
    elif attempt.request_hash != request_hash:
        raise gateway.IdempotencyMismatch(str(attempt.uid))


@transaction.atomic
def _save_session(*, attempt_id: int, session: Session) -> bool:
    attempt = lock_attempt(attempt_id)
    if attempt.session_id == session.id:
        return attempt.state == PaymentAttempt.State.OPEN
    attempt.session_id = session.id
    attempt.payment_intent_id = session.payment_intent_id
    attempt.url = session.url
    attempt.expires_at = session.expires_at
    is_open = attempt.state == PaymentAttempt.State.CREATING
    if is_open:
        attempt.state = PaymentAttempt.State.OPEN
    attempt.save()
    return is_open


@transaction.atomic
def _replace_attempt(*, attempt_id: int, now: datetime) -> PaymentAttempt:
    """Give up an attempt whose session cannot be had, and open another for the same order."""
    attempt = lock_attempt(attempt_id)
    if attempt.state == PaymentAttempt.State.CREATING:
        attempt.state = PaymentAttempt.State.FAILED
        attempt.save(update_fields=["state"])
    return open_attempt(order=attempt.order, now=now, lives=attempt.expires_at - attempt.created_at)


def lock_attempt(attempt_id: int) -> PaymentAttempt:
    """Return the attempt, its order locked first and itself second."""
    order_id = PaymentAttempt.objects.values_list("order_id", flat=True).get(pk=attempt_id)
    order = lock_order(order_id)
    attempt = PaymentAttempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
    attempt.order = order
    return attempt
