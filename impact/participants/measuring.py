"""Daily expenditure per head: whole numbers in, US cents out, halves to the even cent.

Worked examples are in docs/money.md.
"""

from dataclasses import dataclass
from decimal import Decimal

MILLION = 1_000_000


class ImpossibleFigureError(ValueError):
    """A figure from which nothing can be reckoned: no days, no members, no rate, or below zero."""


@dataclass(frozen=True, kw_only=True)
class Consumption:
    """What a household consumed: hundredths of `currency`, over days, by so many members.

    `rate` is units of the currency for one US dollar, with at most six places.
    """

    consumption_minor: int
    currency: str
    days: int
    members: int
    rate: Decimal = Decimal(1)


def measure_daily_minor(figures: Consumption) -> int:
    """Return household consumption ÷ days ÷ members in US cents, half-even (DOMAIN.md, rule 19)."""
    rate_millionths = int(figures.rate * MILLION)
    spread = figures.days * figures.members * rate_millionths
    if figures.consumption_minor < 0 or min(figures.days, figures.members, rate_millionths) < 1:
        message = "Consumption is at least 0; days, members and the rate are above 0."
        raise ImpossibleFigureError(message)
    cents, rest = divmod(figures.consumption_minor * MILLION, spread)
    if rest * 2 > spread or (rest * 2 == spread and cents % 2):
        return cents + 1
    return cents
