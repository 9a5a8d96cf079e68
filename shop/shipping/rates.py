"""What delivery costs: a table of zones, methods and weight steps, in cents and grams."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEFAULT_WEIGHT_GRAMS = 350
"""For goods whose weight nobody has entered: a folded tote in its envelope."""
HEAVIEST_STEP_GRAMS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One way of delivery in one zone: its price by weight, and the days it takes."""

    code: str
    name: str | Promise
    promise: str | Promise
    days: tuple[int, int]
    """Working days on the way, at the earliest and at the latest: the promise in figures."""
    steps: tuple[tuple[int, int], ...]
    """(up to this weight in grams, price in cents), lightest first."""
    is_free_over_threshold: bool

    def get_price_minor(self, *, grams: int) -> int:
        """Return the price of the first step that carries `grams`; the last carries anything."""
        for limit, price in self.steps:
            if grams <= limit:
                return price
        return self.steps[-1][1]


RATES: dict[str, tuple[Rate, ...]] = {
    "US": (
        Rate(
            code="us-standard",
            name=_("Standard delivery"),
            promise=_("3 to 6 working days"),
            days=(3, 6),
            steps=((500, 595), (1_000, 795), (2_500, 1_195), (HEAVIEST_STEP_GRAMS, 1_995)),
            is_free_over_threshold=True,
        ),
        Rate(
            code="us-express",
            name=_("Express delivery"),
            promise=_("1 to 2 working days"),
            days=(1, 2),
            steps=((500, 1_895), (1_000, 2_295), (2_500, 3_195), (HEAVIEST_STEP_GRAMS, 4_995)),
            is_free_over_threshold=False,
        ),
    ),
    "CA": (
        Rate(
            code="ca-standard",
            name=_("Delivery to Canada"),
            promise=_("6 to 10 working days"),
            days=(6, 10),
            steps=((500, 1_295), (1_000, 1_695), (2_500, 2_495), (HEAVIEST_STEP_GRAMS, 3_995)),
            is_free_over_threshold=False,
        ),
    ),
    "rest": (
        Rate(
            code="world-standard",
            name=_("International delivery"),
            promise=_("10 to 20 working days"),
            days=(10, 20),
            steps=((500, 1_895), (1_000, 2_695), (2_500, 4_295), (HEAVIEST_STEP_GRAMS, 6_995)),
            is_free_over_threshold=False,
        ),
    ),
}

ZONES = {"US": _("United States"), "CA": _("Canada"), "rest": _("All other countries")}
"""The names of the zones of the table."""

HANDED_OVER = Rate(
    code="handed-over",
    name=_("Handed over here"),
    promise=_("at once"),
    days=(0, 0),
    steps=((HEAVIEST_STEP_GRAMS, 0),),
    is_free_over_threshold=False,
)
"""Goods that the buyer takes along at our stall; offered to staff, never to a shopper."""


COLLECT = "collect-"
"""What the codes of ways begin with that stand for an event; its key follows."""


def is_collected(code: str) -> bool:
    """Return whether the way of delivery is the buyer's own, at an event."""
    return code.startswith(COLLECT)


def is_handed_over(code: str) -> bool:
    """Return whether the buyer takes the goods along: at our stall, or at an event."""
    return code == HANDED_OVER.code or is_collected(code)


def find_rate_name(*, code: str) -> str | Promise:
    """Return the name of the way of delivery with this code, nothing for one that is gone."""
    every = (HANDED_OVER, *(rate for rates in RATES.values() for rate in rates))
    return next((rate.name for rate in every if rate.code == code), "")


def get_rates(*, country_code: str) -> tuple[Rate, ...]:
    """Return the ways of delivery to a country; everywhere without its own row is `rest`."""
    return RATES.get(country_code, RATES["rest"])
