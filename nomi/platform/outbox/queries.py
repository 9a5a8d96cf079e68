"""How late the mails are."""

from datetime import datetime, timedelta

from nomi.platform.outbox.models import OutboxMessage


def get_lag(*, now: datetime) -> timedelta:
    """Return how long the oldest due mail has waited; zero when none is due."""
    oldest = (
        OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, due_at__lte=now)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return now - oldest if oldest else timedelta()


def count_dead() -> int:
    """Return how many mails were given up."""
    return OutboxMessage.objects.filter(state=OutboxMessage.State.DEAD).count()
