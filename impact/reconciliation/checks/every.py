"""All checks, in the order in which a person reads their findings."""

from impact.reconciliation.checks import bank, clearing, stripe, trust

CHECKS = (*trust.CHECKS, *bank.CHECKS, *stripe.CHECKS, *clearing.CHECKS)
