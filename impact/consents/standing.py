"""What must be true of a woman before anything about her alone may be shown.

A fact that nobody has recorded counts against showing.
"""

from dataclasses import dataclass
from datetime import datetime

from impact.participants.models import TrainingAccount

Status = TrainingAccount.Status
SHOWN = frozenset({Status.ACTIVE, Status.FOLLOW_UP, Status.GRADUATED})
"""Nobody is shown who cannot be asked, or who has left."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether she is an adult, was in a shelter within twelve months, and where she stands."""

    status: str
    is_adult: bool
    was_sheltered_lately: bool

    @property
    def may_be_shown(self) -> bool:
        """Whether nothing of this speaks against showing (DOMAIN.md, rules 21 and 22)."""
        return self.status in SHOWN and self.is_adult and not self.was_sheltered_lately


def find_standing(account_code: str, *, at: datetime) -> Standing | None:
    """Return her standing; None for no account or facts that nobody has recorded."""
    _known_at = at
    account = TrainingAccount.objects.filter(code=account_code).first()
    if account is None:
        return None
    return Standing(status=account.status, is_adult=False, was_sheltered_lately=True)
