"""The outcomes as a drawing: the median of each interview with its quartiles, in whole units."""

from dataclasses import dataclass
from typing import Any

from impact.pages.codebook import name_wave
from impact.pages.models import Publication
from impact.pages.words import write_cents

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 40
MONTHS = 36
LINES_MINOR = (100, 200)
"""The lines of extreme need and of need, in cents a day and a head (DOMAIN.md, rule 19)."""
STEP_MINOR = 100


@dataclass(frozen=True, kw_only=True)
class Point:
    """One interview's band, in cents and in units of the drawing."""

    wave: int
    label: str
    since: str
    is_held: bool
    count: int | None
    """How many women it is over, where that may be told; else eleven or more."""
    lower: str
    median: str
    upper: str
    x: int
    y_lower: int
    y_median: int
    y_upper: int

    @property
    def box_height(self) -> int:
        """The height of the band."""
        return max(1, self.y_lower - self.y_upper)

    @property
    def box_x(self) -> int:
        """The left edge of the band."""
        return self.x - 14


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A line across the drawing at an amount."""

    y: int
    label: str
    is_need: bool


@dataclass(frozen=True, kw_only=True)
class Tick:
    """An interview's place below the drawing, whether its band may be told or not."""

    wave: int
    x: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    """All that is drawn."""

    points: tuple[Point, ...]
    rules: tuple[Rule, ...]
    path: str
    """The medians joined, as points of a polyline."""
    ticks: tuple[Tick, ...]
    missing: tuple[str, ...]
    """The interviews without a band: fewer than eleven women."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right_edge: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM


def draw_outcomes(publication: Publication | None) -> Chart | None:
    """Return the drawing; None when no interview counts eleven women or more."""
    bands = publication.content["bands"] if publication else []
    shown = [band for band in bands if "median" in band]
    if publication is None or not shown:
        return None
    highest = max(*(band["upper"] for band in shown), *LINES_MINOR)
    top = (highest // STEP_MINOR + 1) * STEP_MINOR
    counts = _read_counts(publication)
    points = tuple(_place(band, top=top, counts=counts) for band in shown)
    return Chart(
        points=points,
        rules=tuple(
            Rule(y=_rise(cents, top), label=write_cents(cents), is_need=cents in LINES_MINOR)
            for cents in range(0, top + 1, STEP_MINOR)
        ),
        path=" ".join(f"{point.x},{point.y_median}" for point in points),
        ticks=tuple(Tick(wave=band["wave"], x=_step(band["wave"])) for band in bands),
        missing=tuple(name_wave(band["wave"]) for band in bands if "median" not in band),
    )


def _read_counts(publication: Publication) -> dict[int, tuple[str, int]]:
    """Return of each interview's table its quarter and how many were interviewed."""
    return {
        int(table["name"].removeprefix("wave_")): (table["since"], table["cells"]["done"])
        for table in publication.content["tables"]
        if table["name"].startswith("wave_") and "done" in table["cells"]
    }


def _place(band: dict[str, Any], *, top: int, counts: dict[int, tuple[str, int]]) -> Point:
    since, count = counts.get(band["wave"], ("", 0))
    return Point(
        wave=band["wave"],
        label=name_wave(band["wave"]),
        since=band["since"],
        is_held=band["state"] == "held",
        count=count if since == band["since"] else None,
        lower=write_cents(band["lower"]),
        median=write_cents(band["median"]),
        upper=write_cents(band["upper"]),
        x=_step(band["wave"]),
        y_lower=_rise(band["lower"], top),
        y_median=_rise(band["median"], top),
        y_upper=_rise(band["upper"], top),
    )


def _step(wave: int) -> int:
    """Return how far to the right an interview stands in the drawing."""
    return LEFT + 20 + wave * (WIDTH - LEFT - RIGHT - 40) // MONTHS


def _rise(cents: int, top: int) -> int:
    """Return the height at which an amount stands in the drawing."""
    return HEIGHT - BOTTOM - cents * (HEIGHT - TOP - BOTTOM) // top
