"""What somebody bought in a year: the money of paid orders that stayed with us."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.contrib.auth import get_user_model
from django.db.models import F, Q, Sum
from django.db.models.functions import TruncDate

from shop.giftcards.models import CardPayment
from shop.stripe_checkout.models import Movement, PaymentAttempt

Kind = Movement.Kind
KEPT = (*Movement.OWN, Kind.REFUND, Kind.ADJUSTMENT, Kind.DISPUTE, Kind.DISPUTE_REVERSAL)
"""What came for the order, less the gift on the same payment and less what went back; no fees."""


@dataclass(frozen=True, kw_only=True)
class PaidOrder:
    """One order: its number, the day of its payment, and the cents that stayed with us."""

    number: str
    paid_on: date
    paid_minor: int
    currency: str


def list_paid_orders(*, email: str, year: int, zone: tzinfo) -> list[PaidOrder]:
    """Return an address's orders that were paid in a calendar year of the zone, the earliest first.

    Those that a guest placed under the address, and those of the account that has confirmed it.
    What a gift card paid counts as money does. One that went back whole is left out. Three queries.
    """
    first, after = (datetime(one, 1, 1, tzinfo=zone) for one in (year, year + 1))
    confirmed = get_user_model()._default_manager.filter(
        emailaddress__email__iexact=email, emailaddress__verified=True
    )
    attempts = list(
        PaymentAttempt.objects.filter(
            Q(order__guest_email__iexact=email) | Q(order__user__in=confirmed),
            paid_order_at__gte=first,
            paid_order_at__lt=after,
        )
        .exclude(order__guest_email="", order__user=None)  # erased: nobody's
        .annotate(number=F("order__number"), day=TruncDate("paid_order_at", tzinfo=zone))
        .order_by("paid_order_at", "pk")
    )
    by_money = dict(
        Movement.objects.filter(attempt__in=attempts, kind__in=KEPT)
        .order_by()
        .values_list("attempt_id")
        .annotate(total=Sum("amount_minor"))
    )
    by_card = dict(
        CardPayment.objects.filter(
            order__in=[attempt.order_id for attempt in attempts], state=CardPayment.State.TAKEN
        ).values_list("order_id", F("amount_minor") - F("given_back_minor"))
    )
    orders = [
        PaidOrder(
            number=attempt.number,
            paid_on=attempt.day,
            paid_minor=by_money.get(attempt.pk, 0) + by_card.get(attempt.order_id, 0),
            currency=attempt.currency,
        )
        for attempt in attempts
    ]
    return [order for order in orders if order.paid_minor > 0]
