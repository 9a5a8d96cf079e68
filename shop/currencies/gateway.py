"""Read the day's rates from the one address in the settings, in the European Central Bank's form.

Nothing that a visitor types is ever fetched.
"""

import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from urllib.error import URLError
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree

SECONDS = 10
LARGEST = 200_000
"""Bytes; the list of a day takes two thousand."""
CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
PLACES = Decimal("0.000001")


class RatesNotReadError(Exception):
    """The rates could not be fetched, or are not what they should be."""


@dataclass(frozen=True, kw_only=True)
class DayOfRates:
    """What one US dollar was on a day, by currency."""

    quoted_on: date
    per_dollar: Mapping[str, Decimal]


def fetch_rates(*, address: str) -> DayOfRates:
    """Return the rates at `address`; raise `RatesNotReadError`."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise RatesNotReadError("The address of the rates is no web address.")
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - see above
            content = answer.read(LARGEST + 1)
    except (URLError, TimeoutError, ConnectionError) as error:
        raise RatesNotReadError(f"The rates were not answered: {error}") from error
    if len(content) > LARGEST:
        raise RatesNotReadError("The answer is too long to be a list of rates.")
    return read_rates(content)


def read_rates(content: bytes) -> DayOfRates:
    """Return the rates in the file, which are per euro, as rates per dollar."""
    try:
        root = SafeTree.fromstring(content, forbid_dtd=True)
        day = next(cube for cube in root.iter(CUBE) if "time" in cube.attrib)
        per_euro = {cube.attrib["currency"]: Decimal(cube.attrib["rate"]) for cube in day}
        quoted_on = date.fromisoformat(day.attrib["time"])
    except (DefusedXmlException, ParseError, StopIteration, KeyError) as error:
        raise RatesNotReadError(f"This is no list of rates: {error!r}") from error
    except (InvalidOperation, ValueError) as error:
        raise RatesNotReadError(f"A rate or day cannot be read: {error!r}") from error
    dollar = per_euro.pop("USD", Decimal())
    if not all(rate.is_finite() and rate > 0 for rate in (dollar, *per_euro.values())):
        raise RatesNotReadError("A rate is missing or not above zero.")
    per_euro["EUR"] = Decimal(1)
    return DayOfRates(
        quoted_on=quoted_on,
        per_dollar={
            currency: (rate / dollar).quantize(PLACES, rounding=ROUND_HALF_EVEN)
            for currency, rate in per_euro.items()
        },
    )
