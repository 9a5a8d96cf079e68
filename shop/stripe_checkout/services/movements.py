"""Write down that money moved."""

from datetime import datetime

from shop.stripe_checkout.models import Movement, PaymentAttempt


def write_movement(
    attempt: PaymentAttempt,
    *,
    kind: str,
    stripe_id: str,
    amount_minor: int,
    now: datetime,
    currency: str = "",
    livemode: bool | None = None,
) -> Movement:
    """Keep signed cents that moved by an attempt, positive towards us; once for each `stripe_id`.

    They moved in the attempt's currency and mode unless others are given. The caller holds the
    order's lock.
    """
    return Movement.objects.create(
        order_id=attempt.order_id,
        attempt=attempt,
        kind=kind,
        stripe_id=stripe_id,
        amount_minor=amount_minor,
        currency=currency or attempt.currency,
        livemode=attempt.livemode if livemode is None else livemode,
        recorded_at=now,
    )
