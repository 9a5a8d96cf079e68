"""The share of an order: what of each line goes to the Training Fund, and the entries about it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from impact.books.models import Entry
from impact.books.queries import list_entries
from impact.pages.trace import Trace, get_trace
from impact.shares.facts import UnknownSaleError


@dataclass(frozen=True, kw_only=True)
class OrderShare:
    """What the books know of one order; `entries` is empty for those who may not see the books."""

    trace: Trace
    entries: tuple[Entry, ...]


def may_see_books(request: HttpRequest) -> bool:
    """Return whether this person may open the books."""
    return bool(request.user.has_perm("books.view_entry"))


def find_share(*, order: Any, may_see_books: bool) -> OrderShare | None:
    """Return the order's share; None for an order that was never recorded as sold."""
    try:
        trace = get_trace(order.number)
    except UnknownSaleError:
        return None
    entries = list_entries(reference=order.number) if may_see_books else []
    return OrderShare(trace=trace, entries=tuple(entries))
