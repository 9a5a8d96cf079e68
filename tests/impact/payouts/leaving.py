"""Somebody who left long ago with money in her account, and the release of it."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from impact.books import services as books
from impact.books.models import Entry
from impact.books.queries import get_balances
from impact.participants.models import TrainingAccount
from impact.participants.queries.accounts import add_months
from impact.participants.services import change_status, open_training_account
from impact.payouts.models import BalanceRelease
from impact.payouts.services import balances
from tests.impact.payouts.builders import APPROVER, CODE, REQUESTER, SECOND

HERS, FUND = f"training:{CODE}", "fund:training:available"
LEFT_WITH = 5_000
UNMOVED = (LEFT_WITH, 0, 0)
"""What `read_stand` returns while nothing went back."""


def count_back(months: int) -> date:
    """Return the day so many months ago."""
    return add_months(timezone.now().date(), -months)


def open_old_account(*, amount_minor: int = LEFT_WITH) -> TrainingAccount:
    """Open an account five years ago and put money into it."""
    today = timezone.now().date()
    account = open_training_account(code=CODE, pseudonym="Leaf", opened_on=count_back(60))
    lines = [("general", amount_minor), (HERS, -amount_minor)]
    key = f"fill:{CODE}"
    if amount_minor:
        books.post(books.Posting(kind="test", key=key, effective_on=today, lines=lines))
    return account


def move_on(
    status: str,
    *,
    months: int = 0,
    written_at: datetime | None = None,
    actor: str = "staff:9",
) -> None:
    """Let her status change so many months ago; it was written down then, or at a moment."""
    now = timezone.now()
    age = now.date() - count_back(months)
    change_status(
        account_code=CODE,
        status=status,
        on=count_back(months),
        reason="Her own word.",
        actor=actor,
        now=written_at or now - age,
    )


def leave(status: str = "left", *, months: int = 24, **account: Any) -> TrainingAccount:
    """Let her have left so many months ago; another closes what is to be closed."""
    opened = open_old_account(**account)
    if status == "closed":
        move_on("left", months=months, actor="staff:8")
    move_on(status, months=months)
    return opened


def propose(actor: str = REQUESTER, **changes: Any) -> BalanceRelease:
    """Propose that her balance goes back."""
    given = {"account_code": CODE, "reason": "Asked for twice.", "now": timezone.now(), **changes}
    return balances.propose_release(actor=actor, **given)


def agree(release: BalanceRelease, actor: str = APPROVER) -> BalanceRelease:
    """Say yes."""
    return balances.approve_release(
        release_id=release.pk, actor=actor, reason="Seen.", now=timezone.now()
    )


def release_whole(release: BalanceRelease) -> BalanceRelease:
    """Let two people agree."""
    agree(release)
    return agree(release, SECOND)


def read_stand() -> tuple[int, int, int]:
    """Return what stands in her account and in the fund, and how many entries released any."""
    stands = get_balances(codes=[HERS, FUND])
    return (*stands.values(), Entry.objects.filter(kind="balance-release").count())
