"""A panel of the Today page: things of one kind that wait, and where they are dealt with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from nomi.platform.screens import name_view_permission

SHOWN = 5
"""How many rows of each panel stand on the page; the rest is one click away."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing that waits: what it is, a word about it, and where it is dealt with."""

    title: str
    detail: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Things of one kind that wait."""

    title: str | Promise
    count: int
    rows: tuple[Row, ...]
    address: str
    is_urgent: bool
    permission: str


def build_panel(
    *,
    title: str | Promise,
    rows: QuerySet[Any] | Sequence[Any],
    describe: Callable[[Any], Row],
    screen: str,
    query: str = "",
    is_urgent: bool = False,
    permission: str = "",
) -> Panel:
    """Return a panel of a screen's rows, for those who may see it or hold the `permission`."""
    return build_panel_at(
        reverse(f"admin:{screen}_changelist") + query,
        title=title,
        rows=rows,
        describe=describe,
        is_urgent=is_urgent,
        permission=permission or name_view_permission(screen),
    )


def build_panel_at(
    address: str,
    *,
    title: str | Promise,
    rows: QuerySet[Any] | Sequence[Any],
    describe: Callable[[Any], Row],
    permission: str,
    is_urgent: bool = False,
) -> Panel:
    """Return a panel with the first rows; it asks for a count only when there are more."""
    found = list(rows[: SHOWN + 1])
    return Panel(
        title=title,
        count=_count_beyond(rows) if len(found) > SHOWN else len(found),
        rows=tuple(describe(row) for row in found[:SHOWN]),
        address=address,
        is_urgent=is_urgent,
        permission=permission,
    )


def _count_beyond(rows: QuerySet[Any] | Sequence[Any]) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)
