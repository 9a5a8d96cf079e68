"""What can be done with providers, draws and payouts; `payouts` is what the rails build on."""

from impact.payouts.services.claiming import claim_payouts
from impact.payouts.services.progress import (
    complete_payout,
    mark_submitted,
    note_failed_try,
    return_payout,
    settle_payout,
    void_payout,
)

__all__ = [
    "claim_payouts",
    "complete_payout",
    "mark_submitted",
    "note_failed_try",
    "return_payout",
    "settle_payout",
    "void_payout",
]
