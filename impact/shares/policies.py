"""The share and allocation policies in force, day by day.

Asked for every price that is shown, so a process remembers what it read. That is never stale: the
database approves a policy only when the day it takes force begins an hour or more later, by its
own clock. Whatever was read on a day therefore holds every policy in force up to that day, also
those whose approval was under way (no transaction lasts an hour). A later day is read anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.db.models.functions import Now

from impact.money import Terms
from impact.shares.models import AllocationPolicy, SharePolicy

P = TypeVar("P", SharePolicy, AllocationPolicy)


class NoPolicyError(LookupError):
    """No policy was in force on that day: the store began later."""


@dataclass
class PolicyShelf(Generic[P]):
    """What this process knows of one kind of policy: up to a day, and all in force up to it."""

    read: Callable[[], QuerySet[P]]
    known: tuple[date, list[P]] = (date.min, [])

    def get(self, on: date) -> P:
        """Return the policy in force on that day; ask the database once a day at most.

        A day that the database's clock has not reached is looked up each time.
        """
        through, policies = self.known
        if on > through:
            policies = self._read()
        for policy in policies:
            if policy.effective_on <= on:
                return policy
        message = f"No policy was in force on {on}."
        raise NoPolicyError(message)

    def forget(self) -> None:
        """Know nothing, as a process that has just started."""
        self.known = (date.min, [])

    def _read(self) -> list[P]:
        """Return every approved policy, latest first, and remember up to which day that is all."""
        rows: list[Any] = list(self.read().annotate(read_at=Now()))
        if rows:
            read_at: datetime = rows[0].read_at
            self.known = (read_at.astimezone(UTC).date(), rows)
        return rows


def list_share_policies() -> QuerySet[SharePolicy]:
    """Return the approved versions of the share policy, latest first."""
    approved = SharePolicy.objects.filter(state=SharePolicy.State.APPROVED)
    return approved.order_by("-effective_on")


def list_allocation_policies() -> QuerySet[AllocationPolicy]:
    """Return the approved versions of the allocation policy, latest first."""
    approved = AllocationPolicy.objects.filter(state=AllocationPolicy.State.APPROVED)
    return approved.order_by("-effective_on")


SHARE_SHELF = PolicyShelf(read=list_share_policies)
ALLOCATION_SHELF = PolicyShelf(read=list_allocation_policies)


def get_share_terms(on: date) -> Terms:
    """Return the terms in force on that day."""
    policy = SHARE_SHELF.get(on)
    return Terms(
        version=policy.version,
        share_basis_points=policy.share_basis_points,
        reserve_basis_points=policy.reserve_basis_points,
    )


def get_allocation_policy(on: date) -> AllocationPolicy:
    """Return the allocation policy in force on that day."""
    return ALLOCATION_SHELF.get(on)
