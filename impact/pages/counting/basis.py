"""What a publication said, and of whom: the next ones are held against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from impact.pages.counting.spending import Paid, Spending
from impact.pages.models import Publication
from impact.pages.suppression.choosing import Tables
from impact.pages.suppression.following import Values

BAND, SPENT, KNOWN = "band_", "spent", "known"
"""Beside the tables, in what is stored: answers behind medians, what was paid, whose pages tell."""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Of whom each figure of a publication speaks, by the codes of their accounts."""

    tables: Tables
    answers: Mapping[int, Values]
    """The answers behind the median of each interview."""
    paid: Paid
    """The payments behind the spending, in cents."""
    known: frozenset[str]
    """Those whose own pages tell more than amounts."""

    def write_places(self) -> dict[str, dict[str, Any]]:
        """Return it as it is stored."""
        return {
            **{name: dict(table) for name, table in self.tables.items()},
            **{f"{BAND}{wave}": dict(own) for wave, own in self.answers.items()},
            SPENT: dict(self.paid),
            KNOWN: dict.fromkeys(sorted(self.known), "in"),
        }


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """An earlier publication: its content and its basis."""

    content: Mapping[str, Any]
    basis: Basis

    @property
    def spending(self) -> Spending:
        """What it said of the spending."""
        return Spending(rows=self.content["fund"].get("spending", []), paid=self.basis.paid)


def read_earlier(publications: Sequence[Publication]) -> list[Earlier]:
    """Return what these publications said and of whom, in their order."""
    return [
        Earlier(content=one.content, basis=read_places(one.basis.places)) for one in publications
    ]


def read_places(places: Mapping[str, Any]) -> Basis:
    """Return a basis from what is stored of it."""
    return Basis(
        tables={
            name: own for name, own in places.items() if not name.startswith((BAND, SPENT, KNOWN))
        },
        answers={
            int(name.removeprefix(BAND)): own
            for name, own in places.items()
            if name.startswith(BAND)
        },
        paid=places.get(SPENT, {}),
        known=frozenset(places.get(KNOWN, ())),
    )
