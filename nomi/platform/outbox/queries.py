"""How late the mails are."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from nomi.platform.outbox.models import OutboxMessage


def find_due(*, now: datetime) -> QuerySet[OutboxMessage]:
    """Return the mails that a relay may take: those whose time has come, and a dead relay's."""
    states = [OutboxMessage.State.WAITING, OutboxMessage.State.SENDING]
    return OutboxMessage.objects.filter(state__in=states, due_at__lte=now)


def get_lag(*, now: datetime) -> timedelta:
    """Return how long the oldest due mail has waited; zero when none is due."""
    oldest = find_due(now=now).order_by("due_at").values_list("due_at", flat=True).first()
    return now - oldest if oldest else timedelta()
