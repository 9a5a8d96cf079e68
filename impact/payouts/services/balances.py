"""The balance of somebody who left goes back to the fund: one proposes, two others agree."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from impact.books import services as books
from impact.books.chart import FUND_AVAILABLE
from impact.books.queries import find_open_day, get_balance
from impact.participants.models import TrainingAccount
from impact.payouts.models import BalanceApproval, BalanceRelease
from impact.payouts.refusals import BalanceTooSmallError, named_refusals

State = BalanceRelease.State
APPROVALS = 2


def lock_release(release_id: int) -> BalanceRelease:
    """Return the proposal, locked until the end of the transaction."""
    rows = BalanceRelease.objects.select_related("account").select_for_update(of=("self",))
    return rows.get(pk=release_id)


@transaction.atomic
def propose_release(*, account_code: str, reason: str, actor: str, now: datetime) -> BalanceRelease:
    """Propose that the whole balance of the account goes back to the fund; nothing moves yet.

    Raises `BalanceHeldError`, `BalanceTooSmallError` or `PayoutsHaltedError`, with
    nothing changed.
    """
    account = TrainingAccount.objects.get(code=account_code)
    _find_balance(account)
    with named_refusals():
        return BalanceRelease.objects.create(
            account=account, reason=reason, proposed_by=actor, proposed_at=now
        )


@transaction.atomic
def approve_release(*, release_id: int, actor: str, reason: str, now: datetime) -> BalanceRelease:
    """Add one person's yes; with the second the money moves, by one entry and once.

    It is the fund's again without any restriction: money for a purpose never stands in an account
    of hers, it waits in the purpose's own until as much was spent on it. Raises as
    `propose_release` does, with nothing changed.
    """
    release = lock_release(release_id)
    with named_refusals():
        BalanceApproval.objects.create(release=release, approved_by=actor, reason=reason, at=now)
    if release.approvals.count() >= APPROVALS:
        _move(release, actor=actor, now=now)
    return release


@transaction.atomic
def close_release(*, release_id: int, actor: str, reason: str, now: datetime) -> BalanceRelease:
    """End a proposal without any effect. Raises `BalanceHeldError` when it was decided."""
    release = lock_release(release_id)
    release.state, release.ended_at = State.CLOSED, now
    release.closed_by, release.closing_reason = actor, reason
    with named_refusals():
        release.save(update_fields=["state", "ended_at", "closed_by", "closing_reason"])
    return release


def _move(release: BalanceRelease, *, actor: str, now: datetime) -> None:
    """Post what stands in the account at this moment, and note that it moved."""
    account = release.account
    amount = _find_balance(account)
    posted = books.post(
        books.Posting(
            kind="balance-release",
            key=f"balance-release:{release.uid}",
            effective_on=find_open_day(now.date()),
            reference=f"balance-release:{release.uid}",
            actor=actor,
            lines=[(account.books_code, amount), (FUND_AVAILABLE, -amount)],
        )
    )
    release.state, release.ended_at = State.RELEASED, now
    release.amount_minor, release.entry_id = amount, posted.entry_id
    with named_refusals():
        release.save(update_fields=["state", "ended_at", "amount_minor", "entry"])


def _find_balance(account: TrainingAccount) -> int:
    """Return the cents that stand in the account; raise `BalanceTooSmallError` when none do."""
    amount = get_balance(account.books_code)
    if amount < 1:
        raise BalanceTooSmallError(_("Nothing stands in this account."))
    return amount
