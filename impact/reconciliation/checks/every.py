"""All checks, in the order in which a person reads their findings."""

from impact.reconciliation.checks import clearing, stripe, trust

CHECKS = (*trust.CHECKS, *stripe.CHECKS, *clearing.CHECKS)
