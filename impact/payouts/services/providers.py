"""Providers: proposed by one, vetted by another, screened, blocked and let go."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from impact.payouts.models import TrainingProvider
from impact.payouts.refusals import BadDetailsError, DrawNotReadyError, named_refusals
from impact.payouts.services.facts import tell_of_provider

Status = TrainingProvider.Status


@dataclass(frozen=True, kw_only=True)
class ProviderFacts:
    """What is known of a provider and vetted as a whole."""

    name: str
    country: str
    kind: str
    rail: str = TrainingProvider.Rail.BANK_WIRE
    stripe_account_id: str = ""


def lock_provider(provider_id: int) -> TrainingProvider:
    """Return the provider, locked until the end of the transaction."""
    return TrainingProvider.objects.select_for_update().get(pk=provider_id)


@transaction.atomic
def propose_provider(*, facts: ProviderFacts, actor: str, now: datetime) -> TrainingProvider:
    """Propose a provider; another person must vet it before it can be paid.

    Raises `BadDetailsError`, with nothing changed.
    """
    with named_refusals():
        provider = TrainingProvider.objects.create(**vars(facts), changed_by=actor, changed_at=now)
    tell_of_provider(provider, what="proposed", actor=actor, now=now)
    return provider


@transaction.atomic
def change_provider(
    *, provider_id: int, facts: ProviderFacts, actor: str, reason: str, now: datetime
) -> TrainingProvider:
    """Change what was vetted: the provider is a proposal again until another person vets it."""
    provider = lock_provider(provider_id)
    if provider.status == Status.BLOCKED:
        raise DrawNotReadyError("A blocked provider is not changed.")
    for name, value in vars(facts).items():
        setattr(provider, name, value)
    provider.status = Status.PROPOSED
    provider.vetted_by = ""
    provider.changed_by = actor
    provider.changed_at = now
    with named_refusals():
        provider.save()
    tell_of_provider(provider, what="changed", actor=actor, now=now, words=reason)
    return provider


@transaction.atomic
def approve_provider(
    *, provider_id: int, expires_on: date, screened_on: date, actor: str, reason: str, now: datetime
) -> TrainingProvider:
    """Vet a proposed provider, with the day of its screening and the end of the approval.

    Raises `FourEyesError` when the same person proposed it; safe to call again.
    """
    provider = lock_provider(provider_id)
    if provider.status == Status.APPROVED and provider.expires_on == expires_on:
        return provider
    if provider.status != Status.PROPOSED:
        raise DrawNotReadyError("This provider does not wait for vetting.")
    if expires_on <= now.date():
        raise BadDetailsError("The approval would have ended already.")
    provider.status = Status.APPROVED
    provider.vetted_by = provider.screened_by = actor
    provider.vetted_on = now.date()
    provider.screened_on = screened_on
    provider.expires_on = expires_on
    with named_refusals():
        provider.save()
    tell_of_provider(
        provider, what="vetted", actor=actor, now=now, words=f"until {expires_on}: {reason}"
    )
    provider.refresh_from_db()
    return provider


@transaction.atomic
def screen_provider(
    *, provider_id: int, screened_on: date, actor: str, reason: str, now: datetime
) -> None:
    """Record another look into the sanctions lists."""
    provider = lock_provider(provider_id)
    provider.screened_on = screened_on
    provider.screened_by = actor
    with named_refusals():
        provider.save(update_fields=["screened_on", "screened_by"])
    tell_of_provider(
        provider, what="screened", actor=actor, now=now, words=f"{screened_on}: {reason}"
    )


@transaction.atomic
def block_provider(
    *,
    provider_id: int,
    actor: str,
    reason: str,
    now: datetime,
    cause: str = TrainingProvider.BlockCause.STAFF,
) -> bool:
    """Stop all money to a provider; return False when it was blocked before.

    A block by staff takes the place of one for proofs, so that a proof does not lift it.
    """
    provider = lock_provider(provider_id)
    weaker = provider.block_cause == TrainingProvider.BlockCause.PROOF != cause
    if provider.status == Status.BLOCKED and not weaker:
        return False
    provider.status = Status.BLOCKED
    provider.block_cause = cause
    provider.block_reason = reason
    with named_refusals():
        provider.save(update_fields=["status", "block_cause", "block_reason"])
    tell_of_provider(provider, what="blocked", actor=actor, now=now, words=reason)
    return True


@transaction.atomic
def unblock_provider(*, provider_id: int, actor: str, reason: str, now: datetime) -> bool:
    """Let a blocked provider go on where it stood; return False when it was not blocked."""
    provider = lock_provider(provider_id)
    if provider.status != Status.BLOCKED:
        return False
    provider.status = Status.APPROVED if provider.vetted_by else Status.PROPOSED
    provider.block_cause = provider.block_reason = ""
    with named_refusals():
        provider.save(update_fields=["status", "block_cause", "block_reason"])
    tell_of_provider(provider, what="unblocked", actor=actor, now=now, words=reason)
    return True
