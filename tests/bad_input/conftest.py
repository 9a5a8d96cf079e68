"""The stand-in for the cases in which somebody pays."""

from tests.failure_cases.conftest import stripe
from tests.nomi.desk.conftest import staff_client

__all__ = ["staff_client", "stripe"]
