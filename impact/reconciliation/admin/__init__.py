"""Reconciliation on the desk: differences, comparisons, movements, and what is booked by hand."""

from impact.reconciliation.admin.by_hand import HandBookingScreen
from impact.reconciliation.admin.comparing import (
    DiscrepancyScreen,
    ReconciliationRunScreen,
    StripeTransactionScreen,
)

__all__ = [
    "DiscrepancyScreen",
    "HandBookingScreen",
    "ReconciliationRunScreen",
    "StripeTransactionScreen",
]
