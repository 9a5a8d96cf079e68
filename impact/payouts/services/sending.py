"""Sending what is due, rail by rail."""

from datetime import datetime

from impact.payouts.rails import BankWire, Rail
from impact.payouts.services.stripe_rail import StripeTransfer


def list_rails() -> list[Rail]:
    """Return the ways to pay."""
    return [BankWire(), StripeTransfer()]


def submit_due_payouts(*, now: datetime) -> int:
    """Let each rail send what is due; return how many payouts went out. Safe to repeat."""
    return sum(rail.submit(now=now) for rail in list_rails())
