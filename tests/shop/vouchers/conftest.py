"""The stand-in, so that vouchers are paid with real money."""

from tests.failure_cases.conftest import stripe

__all__ = ["stripe"]
