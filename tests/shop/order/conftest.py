"""The stand-in, so that orders are really paid."""

from tests.failure_cases.conftest import stripe

__all__ = ["stripe"]
