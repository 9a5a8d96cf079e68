"""What is known of each woman at the end of a quarter, under her account's code."""

from dataclasses import dataclass, field
from datetime import datetime

from impact.participants.models import TrainingAccount

NOT_TOLD = "not_told"
"""The cell of those who gave no consent to anonymous statistics."""
ALL_WAVES = (0, 6, 12, 24, 36)


@dataclass(frozen=True, kw_only=True)
class Woman:
    """One woman as the tables count her."""

    code: str
    status: str
    is_told: bool = False
    """Whether her consent to anonymous statistics was in force."""
    country: str = ""
    goal: str = ""
    """The category of her plan's first goal; empty without a plan."""
    progress: int | None = None
    """Milestones reached, in 0, 25, 50, 75 or 100 per cent, rounded down."""
    public_page: str = "no"
    """Her word about a public page: yes, no or withdrawn."""
    waves: dict[int, str] = field(default_factory=dict)
    """What became of each interview that was due."""
    daily_minor: dict[int, int] = field(default_factory=dict)
    """Daily expenditure of her household for each head in cents, by interview."""


def list_women(*, as_of: datetime) -> list[Woman]:
    """Return everybody whose account was open before the moment, those who left too (rule 36)."""
    accounts = TrainingAccount.objects.filter(opened_on__lt=as_of.date()).order_by("code")
    return [Woman(code=account.code, status=account.status) for account in accounts]
