"""Reading training accounts."""

from impact.participants.models import TrainingAccount


def list_active_codes() -> list[str]:
    """Return the codes of the accounts that take part in an allocation, in code order."""
    active = TrainingAccount.objects.filter(status=TrainingAccount.Status.ACTIVE)
    return list(active.order_by("code").values_list("code", flat=True))


def count_accounts() -> int:
    """Return how many training accounts there are, whatever their status."""
    return TrainingAccount.objects.count()
