"""The stand-in, so that refunds are real."""

from tests.failure_cases.conftest import stripe

__all__ = ["stripe"]
