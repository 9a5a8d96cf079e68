"""The content of a publication: everything that it shows, as plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from impact.pages.counting.basis import Basis, Earlier, read_earlier
from impact.pages.counting.cards import build_cards, choose_own
from impact.pages.counting.days import list_days_since
from impact.pages.counting.dimensions import list_dimensions
from impact.pages.counting.goals import build_goals
from impact.pages.counting.medians import build_bands
from impact.pages.counting.money import build_quarters, read_actuals, read_paid
from impact.pages.counting.spending import NO_SPENDING, Spending, choose_spending
from impact.pages.counting.women import Woman, list_women
from impact.pages.models import Publication
from impact.pages.quarters import add_quarters, find_end, name_quarter
from impact.pages.suppression.choosing import (
    COUNTED,
    HELD,
    Choice,
    choose_tables,
    is_safe_beside,
)
from impact.pages.suppression.following import Values

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a publication shows, of whom each figure speaks, and the cards of single accounts."""

    people_count: int
    content: dict[str, Any]
    basis: Basis
    cards: dict[str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Who is counted in which tables, and of whom there are pages beside them."""

    choice: Choice
    own: frozenset[str]
    """Whose own pages tell amounts."""
    known: frozenset[str]
    """Whose own pages tell traits too: all of `own` where that is safe, else nobody's."""


def build_content(
    *, quarter_on: date, remembered: Sequence[Publication], agreed: frozenset[str]
) -> Built:
    """Return the content of a quarter's publication, given those published before it.

    `remembered` is the latest first; `agreed` are those whose word lets a page of their own be.
    """
    earlier = read_earlier(remembered)
    old: Mapping[str, Any] = earlier[0].content if earlier else {}
    women = list_women(as_of=find_end(quarter_on))
    counts = _choose_counts(women, earlier=earlier, agreed=agreed)
    people = counts.choice.people
    counted = [one for one in women if one.code in people]
    bands, answers = build_bands(
        [one for one in counted if one.is_told],
        before=[one.basis.answers for one in earlier],
        old=old.get("bands", ()),
    )
    spending, fund = _build_fund(quarter_on, earlier=earlier, counts=counts)
    actuals = read_actuals(quarter_on=quarter_on, people_count=len(people), spending=spending.rows)
    quarter = name_quarter(quarter_on)
    content = {
        "quarter": quarter,
        "women": len(people) or None,
        "tables": _date(
            _build_tables(counts.choice), quarter, old=old.get("tables", ()), by="name"
        ),
        "bands": _date(bands, quarter, old=old.get("bands", ()), by="wave"),
        "fund": fund,
        "goals": build_goals(actuals=actuals),
    }
    return Built(
        people_count=len(people),
        content=content,
        basis=_build_basis(counts, answers=answers, spending=spending),
        cards=build_cards(counted, own=counts.own, known=counts.known, quarter_on=quarter_on),
    )


def _choose_counts(
    women: Sequence[Woman], *, earlier: Sequence[Earlier], agreed: frozenset[str]
) -> Counts:
    """Return what may be counted beside the earlier publications and the pages of their time."""
    remembered = [one.basis.tables for one in earlier]
    known = frozenset[str]().union(*(one.basis.known for one in earlier))
    choice = choose_tables(
        people=(one.code for one in women),
        dimensions=list_dimensions(women),
        remembered=remembered,
        known=known,
    )
    own = choose_own(women, agreed=agreed) & choice.people
    is_told = is_safe_beside(choice, remembered=remembered, known=known | own)
    return Counts(choice=choice, own=own, known=own if is_told else frozenset())


def _build_fund(
    quarter_on: date, *, earlier: Sequence[Earlier], counts: Counts
) -> tuple[Spending, dict[str, Any]]:
    """Return what may be told of the spending, and the fund's money with it; nothing of nobody.

    The spending stands beside earlier quarters, days and pages.
    """
    if not counts.choice.people:
        return NO_SPENDING, {}
    spending = choose_spending(
        read_paid(quarter_on=quarter_on),
        earlier=[one.spending for one in earlier],
        days=list_days_since(quarter_on),
        known=counts.own,
    )
    quarters = build_quarters(until=add_quarters(quarter_on, 1))
    return spending, {"quarters": quarters, "spending": spending.rows}


def _build_tables(choice: Choice) -> list[dict[str, Any]]:
    return [
        {"name": table.name, "state": table.state, "cells": table.count()}
        for table in choice.tables
    ]


def _build_basis(counts: Counts, *, answers: Mapping[int, Values], spending: Spending) -> Basis:
    return Basis(
        tables={
            COUNTED: dict.fromkeys(sorted(counts.choice.people), COUNTED),
            **{table.name: table.table for table in counts.choice.tables},
        },
        answers=answers,
        paid=spending.paid,
        known=counts.known,
    )


def _date(
    rows: Iterable[dict[str, Any]], quarter: str, *, old: Rows, by: str
) -> list[dict[str, Any]]:
    """Say of each row which quarter it speaks of: an earlier one where it was held."""
    since = {one[by]: one["since"] for one in old}
    return [
        {**row, "since": since.get(row[by], quarter) if row["state"] == HELD else quarter}
        for row in rows
    ]
