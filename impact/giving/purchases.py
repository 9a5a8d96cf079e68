"""What somebody bought in a year, through a port: giving tells it apart and knows no shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """One paid order: its number, its day of payment, and the cents that stayed with us.

    Less what was given back, and less a gift that came on the same payment.
    """

    number: str
    paid_on: date
    paid_minor: int
    currency: str


class PurchasePort(Protocol):
    """Whoever knows of purchases."""

    def list_purchases(self, *, email: str, year: int, zone: tzinfo) -> Sequence[Purchase]:
        """Return what was paid in a calendar year of the zone by this address, earliest first."""


def list_purchases(*, email: str, year: int) -> Sequence[Purchase]:
    """Return the address's purchases of the year, as gifts have it, from the settings' adapter."""
    port: PurchasePort = import_string(settings.GIVING_PURCHASE_PORT)()
    return port.list_purchases(email=email, year=year, zone=settings.GIVING_TIME_ZONE)
