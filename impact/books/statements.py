"""An account's statement: newest first, with the true running balance, whatever its length.

An account with one slot is a single chain of lines. A hot account is sixteen chains, and its
`balance_after_minor` is only that of the chain the line stands in. Two facts make one statement of
them. Places in a chain are dense (1, 2, 3 …), so any place is found by the index without counting;
and the account's balance at any moment is the sum of the sixteen balances at the places reached.
A page therefore begins at one place per slot, merges the chains downwards by the lines' ids, which
follow the order of posting, and takes each line's amount off the sum. The address of the next page
carries the places alone; no balance is carried, and none can be forged. A page reads at most
`slots × window` lines by index, for a thousand lines as for a million.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Sum

from impact.books.models import LINES_PER_ENTRY, Account, Entry, Line
from impact.books.places import Places
from impact.books.queries import GROWN_BY_DEBIT

PAGE = 50
SEARCHED = 500
"""Lines of each slot that one page looks through when it shows one kind of entry only."""
REFERENCED = 200
"""Entries with one reference that are listed at most; a reference names one order or payout."""


@dataclass(frozen=True, kw_only=True)
class RunningLine:
    """A line as a reader of the account meets it; amounts in cents.

    `amount_minor` counts debits positive. `balance_minor` is the whole account's balance after the
    line, in the direction its kind grows; None where it was not asked for.
    """

    entry_id: int
    key: str
    kind: str
    reference: str
    effective_on: date
    posted_at: datetime
    amount_minor: int
    balance_minor: int | None

    @property
    def debit_minor(self) -> int | None:
        """The amount in the debit column."""
        return self.amount_minor if self.amount_minor > 0 else None

    @property
    def credit_minor(self) -> int | None:
        """The amount in the credit column."""
        return -self.amount_minor if self.amount_minor < 0 else None


@dataclass(frozen=True, kw_only=True)
class StatementPage:
    """Some lines of a statement, and where the next page begins; None on the last."""

    lines: list[RunningLine]
    following: Places | None


class _Step(NamedTuple):
    """A line in its chain, as the database hands it out."""

    account_sequence: int
    id: int
    amount_minor: int
    balance_after_minor: int
    kind: str


def get_balance_at(account: Account, places: Places) -> int:
    """Return the account's balance in cents at the places, in the direction its kind grows."""
    tops = [place * account.slots + slot for slot, place in enumerate(places) if place]
    standing = Line.objects.filter(account=account, account_sequence__in=tops)
    return _grow(account, standing.aggregate(sum=Sum("balance_after_minor"))["sum"] or 0)


def read_page(
    account: Account,
    *,
    start: Places,
    end: Places | None = None,
    kind: str = "",
    limit: int = PAGE,
) -> StatementPage:
    """Return the lines from `start` downwards, newest first, above `end` when it is given.

    With a `kind` a page may hold few lines, or none, and still have a following one: it looks
    through `SEARCHED` lines of each slot and no further.
    """
    ends = end or (0,) * account.slots
    window = max(limit, SEARCHED) if kind else limit
    floors = tuple(max(top - window, low) for top, low in zip(start, ends, strict=True))
    chains = _read_chains(account, start=start, floors=floors)
    total = sum(chain[0].balance_after_minor for chain in chains if chain)
    shown: list[tuple[_Step, int]] = []
    places = list(floors)
    fresh = [
        [step for step in chain if step.account_sequence // account.slots > floor]
        for chain, floor in zip(chains, floors, strict=True)
    ]
    for slot, chain in enumerate(fresh):
        places[slot] = start[slot] if chain else floors[slot]
    goes_on = [low < floor for low, floor in zip(ends, floors, strict=True)]
    for slot, step, below in _merge(fresh, goes_on=goes_on):
        if not kind or step.kind == kind:
            shown.append((step, total))
        total -= step.amount_minor
        places[slot] = below.account_sequence // account.slots if below else floors[slot]
        if len(shown) == limit:
            break
    following = tuple(places)
    return StatementPage(
        lines=_describe(account, shown), following=following if following != ends else None
    )


def _read_chains(account: Account, *, start: Places, floors: Places) -> list[list[_Step]]:
    """Return each slot's lines from its start down to above its floor, the start in any case."""
    wanted = [
        place * account.slots + slot
        for slot, (top, floor) in enumerate(zip(start, floors, strict=True))
        for place in range(top, min(floor, top - 1), -1)
        if place
    ]
    rows = (
        Line.objects.filter(account=account, account_sequence__in=wanted)
        .order_by("-account_sequence")
        .values_list(*_Step._fields[:-1], "entry__kind")
    )
    chains: list[list[_Step]] = [[] for _slot in range(account.slots)]
    for row in rows:
        chains[row[0] % account.slots].append(_Step(*row))
    return chains


def _merge(
    chains: list[list[_Step]], *, goes_on: list[bool]
) -> Iterator[tuple[int, _Step, _Step | None]]:
    """Yield slot, step and the step below it, latest posted first, each chain in its own order.

    Stops where a chain that goes on below what was read runs out: its next line might be the
    latest.
    """
    heads = [(-chain[0].id, slot, 0) for slot, chain in enumerate(chains) if chain]
    heapq.heapify(heads)
    while heads:
        _order, slot, number = heapq.heappop(heads)
        chain = chains[slot]
        below = chain[number + 1] if number + 1 < len(chain) else None
        yield slot, chain[number], below
        if below:
            heapq.heappush(heads, (-below.id, slot, number + 1))
        elif goes_on[slot]:
            return


def _describe(account: Account, shown: list[tuple[_Step, int]]) -> list[RunningLine]:
    """Return the steps with their entries."""
    entries = Entry.objects.in_bulk({step.id // LINES_PER_ENTRY for step, _total in shown})
    return [
        _make_line(
            entries[step.id // LINES_PER_ENTRY],
            amount_minor=step.amount_minor,
            balance_minor=_grow(account, total),
        )
        for step, total in shown
    ]


def _make_line(entry: Entry, *, amount_minor: int, balance_minor: int | None) -> RunningLine:
    """Return one line of a statement."""
    return RunningLine(
        entry_id=entry.pk,
        key=entry.key,
        kind=entry.kind,
        reference=entry.reference,
        effective_on=entry.effective_on,
        posted_at=entry.posted_at,
        amount_minor=amount_minor,
        balance_minor=balance_minor,
    )


def _grow(account: Account, debits_less_credits: int) -> int:
    """Return a balance in the direction the account's kind grows."""
    return debits_less_credits if account.kind in GROWN_BY_DEBIT else -debits_less_credits


def list_entry_lines(entries: Iterable[Entry]) -> list[Line]:
    """Return the lines of entries with their accounts, in order, found by their own keys."""
    ids = [
        entry.pk * LINES_PER_ENTRY + number
        for entry in entries
        for number in range(1, entry.line_count + 1)
    ]
    return list(Line.objects.filter(pk__in=ids).select_related("account").order_by("pk"))


def list_lines_with_reference(account: Account, reference: str) -> list[RunningLine]:
    """Return the account's lines with the reference, newest first.

    The running balance is known for accounts with one slot only.
    """
    found = Entry.objects.filter(reference=reference).order_by("-pk")[:REFERENCED]
    entries = {entry.pk: entry for entry in found}
    return [
        _make_line(
            entries[line.entry_id],
            amount_minor=line.amount_minor,
            balance_minor=_grow(account, line.balance_after_minor) if account.slots == 1 else None,
        )
        for line in reversed(list_entry_lines(entries.values()))
        if line.account_id == account.pk
    ]


def iterate_statement(
    account: Account, *, start: Places, end: Places, kind: str = ""
) -> Iterator[RunningLine]:
    """Yield the lines from `start` down to `end`, reading a thousand of each slot at a time."""
    places: Places | None = start
    while places is not None and places != end:
        page = read_page(account, start=places, end=end, kind=kind, limit=1_000)
        yield from page.lines
        places = page.following
