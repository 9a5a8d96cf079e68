"""Proposing share and allocation policies; deciding on them is in `decisions`."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max

from impact.money import WHOLE
from impact.shares.models import AllocationPolicy, Decision, SharePolicy
from impact.shares.services.decisions import RefusedError, name_refusals

LONGEST_TEXT = 2_000
VERSION_LOCK = 0x4E4F4D49
"""The lock under which a proposal gets its version number."""


@dataclass(frozen=True, kw_only=True)
class Rates:
    """What a share policy says, in basis points: of the markup, and the two parts of the share."""

    share_basis_points: int
    fund_basis_points: int
    reserve_basis_points: int


def check_rates(rates: Rates) -> None:
    """Raise `RefusedError` unless the rates are parts of a whole, and add up to it.

    The share may take the whole markup and no more; fund and reserve are all of the share.
    """
    named = {
        "The share": rates.share_basis_points,
        "The fund's part": rates.fund_basis_points,
        "The reserve's part": rates.reserve_basis_points,
    }
    for name, points in named.items():
        if not 0 <= points <= WHOLE:
            raise RefusedError(f"{name} is {write_percent(points)}; it must be from 0 to 100 %.")
    both = rates.fund_basis_points + rates.reserve_basis_points
    if both != WHOLE:
        raise RefusedError(
            f"The fund's part and the reserve's part are {write_percent(both)} of the share; "
            "together they must be 100 %."
        )


def check_day_and_text(
    *, kind: type[SharePolicy | AllocationPolicy], effective_on: date, text: str, now: datetime
) -> None:
    """Raise `RefusedError` for a day that is not later than today, or taken, or for no text."""
    if effective_on <= now.date():
        raise RefusedError(
            "A policy takes force on a later day than today: what was sold keeps its terms."
        )
    approved = kind._default_manager.filter(state=Decision.State.APPROVED)
    if approved.filter(effective_on=effective_on).exists():
        raise RefusedError("Another policy was approved for the same day.")
    if not text.strip():
        raise RefusedError("Write what the policy says: this text is published.")
    if len(text) > LONGEST_TEXT:
        raise RefusedError(f"The text has more than {LONGEST_TEXT} signs.")


@transaction.atomic
def propose_share_policy(
    *, rates: Rates, effective_on: date, text: str, reason: str, actor: str, now: datetime
) -> SharePolicy:
    """Propose the next version of the share policy; it has no effect until another approves it.

    Raises `RefusedError` with words and nothing kept.
    """
    check_rates(rates)
    check_day_and_text(kind=SharePolicy, effective_on=effective_on, text=text, now=now)
    with name_refusals():
        return SharePolicy.objects.create(
            version=_take_version(SharePolicy),
            share_basis_points=rates.share_basis_points,
            reserve_basis_points=rates.reserve_basis_points,
            effective_on=effective_on,
            text=text.strip(),
            reason=reason,
            proposed_by=actor,
            proposed_at=now,
        )


@transaction.atomic
def propose_allocation_policy(
    *, rule: str, effective_on: date, text: str, reason: str, actor: str, now: datetime
) -> AllocationPolicy:
    """Propose the next version of the allocation policy; see `propose_share_policy`."""
    if rule not in AllocationPolicy.Rule.values:
        raise RefusedError(f"There is no rule {rule!r}.")
    check_day_and_text(kind=AllocationPolicy, effective_on=effective_on, text=text, now=now)
    with name_refusals():
        return AllocationPolicy.objects.create(
            version=_take_version(AllocationPolicy),
            rule=rule,
            effective_on=effective_on,
            text=text.strip(),
            reason=reason,
            proposed_by=actor,
            proposed_at=now,
        )


def _take_version(kind: type[SharePolicy | AllocationPolicy]) -> int:
    """Return the next version; whoever else asks waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VERSION_LOCK])
    top: int = kind._default_manager.aggregate(top=Max("version"))["top"] or 0
    return top + 1


def write_percent(points: int) -> str:
    """Write basis points as a percentage."""
    whole, rest = divmod(points, 100)
    return f"{whole}.{rest:02} %" if rest else f"{whole} %"
