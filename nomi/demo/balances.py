"""Two who left long ago: one balance is due, of the other two of three people have said yes."""

from datetime import datetime

from impact.books.queries import get_balance
from impact.consents.queries import list_open_flags
from impact.participants.models import Dispute, TrainingAccount
from impact.participants.queries.accounts import add_months
from impact.participants.services import change_status
from impact.payouts.models import BalanceRelease, DrawRequest
from impact.payouts.services import balances
from nomi.demo.logins import APPROVER_EMAIL, COORDINATOR_EMAIL
from nomi.demo.staff import name_staff

MONTHS_AGO = 25
SHOWN = 2


def seed_balances(now: datetime) -> None:
    """Let two women have left 25 months ago, and propose to release one balance; once only."""
    if BalanceRelease.objects.exists():
        return
    coordinator = name_staff(COORDINATOR_EMAIL)
    codes = _find_codes(now)
    left_at = now - (now.date() - add_months(now.date(), -MONTHS_AGO))
    for code in codes:
        change_status(
            account_code=code,
            status=TrainingAccount.Status.LEFT,
            on=left_at.date(),
            reason="Moved to another province.",
            actor=coordinator,
            now=left_at,
        )
    for code in codes[1:]:
        release = balances.propose_release(
            account_code=code, reason="Asked for three times.", actor=coordinator, now=now
        )
        balances.approve_release(
            release_id=release.pk, actor=name_staff(APPROVER_EMAIL), reason="Letters seen.", now=now
        )


def _find_codes(now: datetime) -> list[str]:
    """Return the codes of two with money in their account and nothing open."""
    opened = TrainingAccount.objects.filter(
        status=TrainingAccount.Status.ACTIVE,
        opened_on__lt=add_months(now.date(), -MONTHS_AGO),
    )
    quiet = (
        opened.exclude(code__in=DrawRequest.objects.values("account_code"))
        .exclude(participant__in=Dispute.objects.filter(answered_at=None).values("participant"))
        .exclude(code__in=list_open_flags().values("account"))
    )
    codes = quiet.order_by("code").values_list("code", flat=True)
    return [code for code in codes if get_balance(f"training:{code}") > 0][-SHOWN:]
