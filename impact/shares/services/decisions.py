"""One person proposes, another decides; the database refuses whatever these refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction

from impact.shares.models import Decision
from nomi.platform.refusals import find_rule

D = TypeVar("D", bound=Decision)


class RefusedError(Exception):
    """A proposal or a decision was refused; its words say why, and nothing was changed."""


WORDS = {
    "is_approved_by_another_person": "Whoever proposed it cannot approve it: ask a colleague.",
    "is_withdrawn_by_its_proposer": "Only its proposer can take it back.",
    "is_decided_once": "It was decided before.",
    "takes_force_on_a_later_day": (
        "It would take force today or within the hour. Propose it again with a later day."
    ),
    "policy_per_day": "Another policy was approved for the same day.",
}
"""The constraint that refused, by the end of its name."""


@contextmanager
def name_refusals() -> Iterator[None]:
    """Turn a refusal of the database into `RefusedError`, in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        name = find_rule(refusal)
        for ending, words in WORDS.items():
            if name.endswith(ending):
                raise RefusedError(words) from refusal
        raise


@transaction.atomic
def approve(proposal: D, *, actor: str, reason: str, now: datetime) -> D:
    """Approve a proposal, by another person than its proposer; return it as it stands.

    Raises `RefusedError` when it was decided before, by the proposer herself, or too late for the
    day it takes force.
    """
    return _decide(proposal, to=Decision.State.APPROVED, actor=actor, reason=reason, now=now)


@transaction.atomic
def reject(proposal: D, *, actor: str, reason: str, now: datetime) -> D:
    """Reject a proposal. Raises `RefusedError` when it was decided before."""
    return _decide(proposal, to=Decision.State.REJECTED, actor=actor, reason=reason, now=now)


@transaction.atomic
def take_back(proposal: D, *, actor: str, reason: str, now: datetime) -> D:
    """Take one's own proposal back. Raises `RefusedError`, also for somebody else's."""
    return _decide(proposal, to=Decision.State.TAKEN_BACK, actor=actor, reason=reason, now=now)


def _decide(proposal: D, *, to: str, actor: str, reason: str, now: datetime) -> D:
    """Lock the proposal and write the decision down."""
    fresh = _lock(proposal)
    if fresh.state != Decision.State.PROPOSED:
        raise RefusedError(WORDS["is_decided_once"])
    if to == Decision.State.APPROVED and actor == fresh.proposed_by:
        raise RefusedError(WORDS["is_approved_by_another_person"])
    if to == Decision.State.TAKEN_BACK and actor != fresh.proposed_by:
        raise RefusedError(WORDS["is_withdrawn_by_its_proposer"])
    if not reason.strip():
        message = "Say why, in a few words."
        raise RefusedError(message)
    fresh.state, fresh.decided_by, fresh.decided_at = to, actor, now
    fresh.decision_reason = reason.strip()
    with name_refusals():
        fresh.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    return fresh


def _lock(proposal: D) -> D:
    """Return the proposal as it stands; whoever else decides on it waits until this ends."""
    rows = type(proposal)._default_manager.select_for_update(of=("self",))
    fresh: D = rows.get(pk=proposal.pk)
    return fresh
