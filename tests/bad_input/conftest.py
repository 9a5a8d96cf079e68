"""The stand-in for the cases in which somebody pays."""

from tests.failure_cases.conftest import stripe

__all__ = ["stripe"]
