"""What Stripe says moved, what the comparisons found, and what became of it."""

from impact.reconciliation.models.bookings import HandBooking
from impact.reconciliation.models.discrepancies import Discrepancy
from impact.reconciliation.models.movements import StripeTransaction
from impact.reconciliation.models.runs import ReconciliationRun

__all__ = ["Discrepancy", "HandBooking", "ReconciliationRun", "StripeTransaction"]
