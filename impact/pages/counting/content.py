"""The content of a publication: everything that it shows, as plain values."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from impact.books.trial_balance import list_balances
from impact.pages.counting.cards import build_cards, choose_own
from impact.pages.counting.dimensions import list_dimensions
from impact.pages.counting.goals import list_goals
from impact.pages.counting.medians import build_bands
from impact.pages.counting.money import get_actuals, list_quarters
from impact.pages.counting.quarters import (
    add_quarters,
    find_end,
    find_last_day,
    name_quarter,
)
from impact.pages.counting.spending import SPENT, choose_spending, read_spending
from impact.pages.counting.telling import list_days_since, list_spent_by
from impact.pages.counting.women import list_women
from impact.pages.models import Publication
from impact.pages.suppression.choosing import (
    COUNTED,
    HELD,
    Choice,
    Table,
    choose_tables,
    is_safe_beside,
)

Places = dict[str, dict[str, Any]]
BAND, KNOWN = "band_", "known"
"""In the basis beside the tables: the answers behind a median, and whose own page tells traits."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a publication shows, and in which cell each account was counted."""

    people_count: int
    content: dict[str, Any]
    places: Places
    cards: dict[str, dict[str, Any]]


def build_content(
    *, quarter_on: date, remembered: Sequence[Publication], agreed: frozenset[str]
) -> Built:
    """Return the content of a quarter's publication, given those published before it.

    `remembered` is the latest first; `agreed` are those whose word lets a page of their own be.
    """
    as_of, quarter = find_end(quarter_on), name_quarter(quarter_on)
    women = list_women(as_of=as_of)
    old: dict[str, Any] = remembered[0].content if remembered else {}
    earlier = [table for one in remembered for table in read_tables(one).values()]
    known = frozenset(code for one in remembered for code in one.basis.places.get(KNOWN, ()))
    choice = choose_tables(
        people=(one.code for one in women),
        dimensions=list_dimensions(women),
        before=read_tables(remembered[0]) if remembered else {},
        earlier=earlier,
        known=known,
    )
    counted = [one for one in women if one.code in choice.people]
    own = choose_own(women, agreed=agreed) & choice.people
    is_told = is_safe_beside(choice, earlier=earlier, known=known | own)
    bands, answers = build_bands(
        [one for one in counted if one.is_told],
        before=[one.basis.places for one in remembered],
        old={band["wave"]: band for band in old.get("bands", ()) if "median" in band},
    )
    spending = choose_spending(
        list_spent_by(quarter_on=quarter_on),
        earlier=[read_spending(one) for one in remembered],
        days=list_days_since(quarter_on),
        known=own,
    )
    fund: dict[str, Any] = {}
    if choice.people:
        quarters = list_quarters(until=add_quarters(quarter_on, 1))
        fund = {"quarters": quarters, "spending": spending.rows}
    actuals = get_actuals(
        quarter_on=quarter_on, people_count=len(choice.people), spending=fund.get("spending", ())
    )
    content = {
        "quarter": quarter,
        "women": len(choice.people) or None,
        "tables": list_tables(choice, quarter=quarter, old=old),
        "bands": [_date(band, quarter, old.get("bands", ()), "wave") for band in bands],
        "fund": fund,
        "goals": list_goals(actuals=actuals),
    }
    return Built(
        people_count=len(choice.people),
        content=content,
        cards=build_cards(counted, own=own, is_told=is_told, quarter_on=quarter_on),
        places={
            COUNTED: dict.fromkeys(sorted(choice.people), COUNTED),
            **{table.name: dict(sorted(table.table.items())) for table in choice.tables},
            **{name: dict(sorted(own_words.items())) for name, own_words in answers.items()},
            SPENT: dict(spending.paid) if fund else {},
            KNOWN: dict.fromkeys(sorted(own) if is_told else (), "in"),
        },
    )


def read_tables(publication: Publication) -> dict[str, Table]:
    """Return in which cell each account was counted, by the table's name."""
    places = publication.basis.places
    return {
        name: table for name, table in places.items() if not name.startswith((BAND, KNOWN, SPENT))
    }


def list_tables(choice: Choice, *, quarter: str, old: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tables as they are published, each with the quarter that it speaks of."""
    tables = [
        {"name": table.name, "state": table.state, "cells": table.count()}
        for table in choice.tables
    ]
    return [_date(table, quarter, old.get("tables", ()), "name") for table in tables]


def write_digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content as JSON with sorted keys and no blanks."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def read_books_digest(quarter_on: date) -> str:
    """Return the SHA-256 of all balances at the end of the quarter, a line for each account.

    Empty accounts have none: those opened since would change the checksum of a quarter long over.
    """
    lines = (
        f"{row.code} {row.currency} {row.balance_minor}"
        for row in list_balances(day=find_last_day(quarter_on))
        if row.balance_minor
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _date(row: dict[str, Any], quarter: str, old: Any, key: str) -> dict[str, Any]:
    """Say of a row which quarter it speaks of: an earlier one where it was held."""
    if row["state"] != HELD:
        return {**row, "since": quarter}
    earlier = {one[key]: one["since"] for one in old}
    return {**row, "since": earlier.get(row[key], quarter)}
