"""The content of a publication: everything that it shows, as plain values."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from impact.books.trial_balance import list_balances
from impact.pages.counting.cards import build_cards
from impact.pages.counting.dimensions import list_dimensions
from impact.pages.counting.goals import list_goals
from impact.pages.counting.medians import build_bands
from impact.pages.counting.money import get_actuals, list_quarters, list_spending
from impact.pages.counting.quarters import (
    add_quarters,
    find_end,
    find_last_day,
    name_quarter,
)
from impact.pages.counting.women import list_women
from impact.pages.models import Publication
from impact.pages.suppression.choosing import COUNTED, HELD, Choice, choose_tables

Places = dict[str, dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a publication shows, and in which cell each account was counted."""

    people_count: int
    content: dict[str, Any]
    places: Places
    cards: dict[str, dict[str, Any]]


def build_content(*, quarter_on: date, before: Publication | None) -> Built:
    """Return the content of a quarter's publication, given the one published before it."""
    as_of = find_end(quarter_on)
    women = list_women(as_of=as_of)
    places: Places = before.basis.places if before else {}
    old: dict[str, Any] = before.content if before else {}
    choice = choose_tables(
        people=(one.code for one in women),
        dimensions=list_dimensions(women),
        before={name: table for name, table in places.items() if not name.startswith("band_")},
    )
    counted = [one for one in women if one.code in choice.people]
    bands, band_people = build_bands(
        [one for one in counted if one.is_told],
        before={name: frozenset(table) for name, table in places.items()},
        old={band["wave"]: band for band in old.get("bands", ()) if "median" in band},
    )
    quarter, people_count = name_quarter(quarter_on), len(choice.people)
    fund = _list_fund(quarter_on, before) if people_count else {}
    actuals = get_actuals(
        through=find_last_day(quarter_on),
        people_count=people_count,
        spending=fund.get("spending", ()),
    )
    content = {
        "quarter": quarter,
        "women": people_count or None,
        "tables": list_tables(choice, quarter=quarter, old=old),
        "bands": [_date(band, quarter, old.get("bands", ()), "wave") for band in bands],
        "fund": fund,
        "goals": list_goals(actuals=actuals),
    }
    return Built(
        people_count=people_count,
        content=content,
        cards=build_cards(counted, quarter_on=quarter_on),
        places={
            COUNTED: dict.fromkeys(sorted(choice.people), COUNTED),
            **{table.name: dict(sorted(table.table.items())) for table in choice.tables},
            **{name: dict.fromkeys(sorted(codes), "in") for name, codes in band_people.items()},
        },
    )


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
    """Return the SHA-256 of all balances at the end of the quarter, a line for each account."""
    lines = (
        f"{row.code} {row.currency} {row.balance_minor}"
        for row in list_balances(day=find_last_day(quarter_on))
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _list_fund(quarter_on: date, before: Publication | None) -> dict[str, Any]:
    """Return the fund by quarter, and what it was spent on."""
    old = before.content.get("fund", {}) if before else {}
    return {
        "quarters": list_quarters(until=add_quarters(quarter_on, 1)),
        "spending": list_spending(
            through=find_last_day(quarter_on),
            before=before,
            old=old.get("spending"),
        ),
    }


def _date(row: dict[str, Any], quarter: str, old: Any, key: str) -> dict[str, Any]:
    """Say of a row which quarter it speaks of: an earlier one where it was held."""
    if row["state"] != HELD:
        return {**row, "since": quarter}
    earlier = {one[key]: one["since"] for one in old}
    return {**row, "since": earlier.get(row[key], quarter)}
