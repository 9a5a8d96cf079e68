"""The ways money takes to a provider, behind one shape."""

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _


class Rail(Protocol):
    """A way to pay: what it is called, what it needs together, whom it cannot reach."""

    code: str

    @property
    def minimum_minor(self) -> int:
        """Cents that must have come together before it sends."""
        ...

    def refuses(self, *, country: str, currency: str) -> str:
        """Return in words why it cannot pay there; an empty text when it can."""
        ...

    def submit(self, *, now: datetime) -> int:
        """Send what is due; return how many payouts went out."""
        ...


def refuse_country(*, rail: str, country: str) -> str:
    """Return in words why the rail does not reach the country; empty when it does."""
    rules = settings.PAYOUT_COUNTRY_RULES
    if rail in rules.get(country, rules["*"]):
        return ""
    return _("%(country)s cannot be paid by this rail.") % {"country": country}


class BankWire:
    """Wires by the bank's own means: a person makes a payment file and brings it to the bank."""

    code = "bank_wire"

    @property
    def minimum_minor(self) -> int:
        """Cents that must have come together before it sends."""
        return int(settings.PAYOUT_MINIMUMS_MINOR[self.code])

    def refuses(self, *, country: str, currency: str) -> str:  # noqa: ARG002 - banks change money
        """Return in words why it cannot pay there; banks change any currency."""
        return refuse_country(rail=self.code, country=country)

    def submit(self, *, now: datetime) -> int:  # noqa: ARG002 - nothing leaves by itself
        """Send nothing: payouts wait for a payment file."""
        return 0
