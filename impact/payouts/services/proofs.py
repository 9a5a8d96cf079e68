"""Payments without proof: flagged after a while, their provider blocked until proof arrives."""

from datetime import datetime, timedelta

from django.db import transaction

from impact.payouts.models import Payout, PayoutRule, TrainingProvider
from impact.payouts.services.facts import tell_of_draw
from impact.payouts.services.providers import block_provider, unblock_provider

SYSTEM = "system"


@transaction.atomic
def flag_overdue_proofs(*, now: datetime) -> int:
    """Flag payouts whose proof is overdue and block their providers; return how many are new.

    Safe to repeat: a flagged payout is flagged once.
    """
    rules = PayoutRule.objects.order_by("-pk")[:1].get()
    overdue = Payout.objects.filter(
        state=Payout.State.SETTLED,
        settled_at__lt=now - timedelta(days=rules.proof_days),
        proof_overdue_at__isnull=True,
    )
    late = list(
        overdue.select_related("draw")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")
    )
    for payout in late:
        payout.proof_overdue_at = now
        payout.save(update_fields=["proof_overdue_at"])
        tell_of_draw(payout.draw, what="proof is overdue", actor=SYSTEM, now=now)
    for provider_id in sorted({payout.draw.provider_id for payout in late}):
        block_provider(
            provider_id=provider_id,
            actor=SYSTEM,
            reason=f"No proof of a payment within {rules.proof_days} days.",
            now=now,
            cause=TrainingProvider.BlockCause.PROOF,
        )
    return len(late)


def free_provider(*, provider_id: int, actor: str, now: datetime) -> None:
    """Unblock a provider that was blocked for proofs once none of them is missing any more."""
    still_owed = Payout.objects.filter(
        draw__provider_id=provider_id,
        state=Payout.State.SETTLED,
        proof_overdue_at__isnull=False,
    )
    provider = TrainingProvider.objects.get(pk=provider_id)
    if provider.block_cause == TrainingProvider.BlockCause.PROOF and not still_owed.exists():
        unblock_provider(
            provider_id=provider_id, actor=actor, reason="All overdue proofs arrived.", now=now
        )
