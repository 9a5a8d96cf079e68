"""Keep the table of events small: an old one keeps its ids and loses its body."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from shop.stripe_checkout.models import PaymentAttempt, StripeEvent

KEPT_FOR = timedelta(days=90)
BATCH = 1_000


def reduce_old_events(*, now: datetime, batch: int = BATCH) -> int:
    """Reduce the bodies of events older than 90 days to ids; return how many. Safe to repeat.

    The row stays, so that an event that Stripe sends again is still known and has no effect. One
    that waits is left whole: it may still be handled.
    """
    reduced = 0
    while count := _reduce_some(before=now - KEPT_FOR, limit=batch):
        reduced += count
    return reduced


@transaction.atomic
def _reduce_some(*, before: datetime, limit: int) -> int:
    """Reduce one batch, passing by rows that somebody else works on."""
    old = StripeEvent.objects.filter(received_at__lt=before, body__has_key="type")
    rows = old.exclude(state=StripeEvent.State.WAITING).order_by("received_at")
    keys = [row.pk for row in rows.select_for_update(skip_locked=True).only("pk")[:limit]]
    return _reduce(StripeEvent.objects.filter(pk__in=keys))


@transaction.atomic
def reduce_events_about(*, order_ids: Collection[int]) -> int:
    """Reduce the bodies of events about these orders' payments, however young; return how many.

    They carry the buyer's name and address. One that waits is left whole, as it may be handled.
    """
    attempts = PaymentAttempt.objects.filter(order_id__in=order_ids)
    intents = [key for key in attempts.values_list("payment_intent_id", flat=True) if key]
    sessions = [key for key in attempts.values_list("session_id", flat=True) if key]
    about = Q(object_id__in=[*intents, *sessions]) | Q(
        body__data__object__payment_intent__in=intents
    )
    return _reduce(StripeEvent.objects.exclude(state=StripeEvent.State.WAITING).filter(about))


def _reduce(events: QuerySet[StripeEvent]) -> int:
    ids = JSONObject(id=F("event_id"), data=JSONObject(object=JSONObject(id=F("object_id"))))
    return events.update(body=ids, error=Value(""))
