"""Gift cards are paid at a Stripe of the test's own."""

from tests.failure_cases.conftest import staff_client, stripe

__all__ = ["staff_client", "stripe"]
