"""What impact keeps of providers, draw requests, payouts and balances that go back."""

from impact.payouts.models.balances import BalanceApproval, BalanceRelease
from impact.payouts.models.draws import (
    Attachment,
    DrawApproval,
    DrawClosing,
    DrawConfirmation,
    DrawRequest,
)
from impact.payouts.models.facts import Fact
from impact.payouts.models.payouts import Payout
from impact.payouts.models.providers import BankDetails, TrainingProvider
from impact.payouts.models.rules import PayoutRule

__all__ = [
    "Attachment",
    "BalanceApproval",
    "BalanceRelease",
    "BankDetails",
    "DrawApproval",
    "DrawClosing",
    "DrawConfirmation",
    "DrawRequest",
    "Fact",
    "Payout",
    "PayoutRule",
    "TrainingProvider",
]
