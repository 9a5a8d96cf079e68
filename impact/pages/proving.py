"""A buyer's own proof: where it is, or when it will be there."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from impact.proofs.queries import find_next_signing, is_published


@dataclass(frozen=True, kw_only=True)
class ProofOffer:
    """What a trace page says of the proof: where it is, or when it will be there."""

    is_ready: bool
    ready_at: datetime
    address: str


def offer_proof(*, reference: str, token: str, now: datetime) -> ProofOffer:
    """Return what to say of the proof for an order."""
    return ProofOffer(
        is_ready=is_published(reference=reference),
        ready_at=find_next_signing(now=now),
        address=reverse("trace-proof", args=(token,)),
    )
