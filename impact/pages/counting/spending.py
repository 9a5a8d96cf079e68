"""What the fund's money was spent on, in whole dollars, rounded down."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from impact.pages.suppression import SMALLEST_COHORT
from impact.pages.suppression.following import may_follow, subtract
from impact.payouts.queries import PaidBy

OTHER = "other"

Paid = Mapping[str, Mapping[str, int]]
"""What was paid, in cents, by the account's code and by what was bought."""
Day = Mapping[str, tuple[int, int, int]]
"""What daily figures told as committed, paid and completed: the cents of each account."""


@dataclass(frozen=True, kw_only=True)
class Spending:
    """What a publication says of the spending, and all the payments behind it."""

    rows: list[dict[str, Any]]
    paid: Paid

    @cached_property
    def told(self) -> dict[str, tuple[int, ...]]:
        """What of each row is each account's, in cents, by its code; empty without a row."""
        groups = [row["kind"] for row in self.rows]
        return _line_up(self.paid, set(groups) - {OTHER}, groups) if groups else {}


NO_SPENDING = Spending(rows=[], paid={})


def sum_paid(paid: Iterable[PaidBy]) -> Paid:
    """Return what was paid of each kind for each account."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for one in paid:
        sums[one.account_code][one.kind] += one.amount_minor
    return {code: dict(own) for code, own in sorted(sums.items())}


def choose_spending(
    paid: Paid,
    *,
    earlier: Sequence[Spending],
    days: Iterable[Day] = (),
    known: Collection[str] = frozenset(),
) -> Spending:
    """Return the sums by what was bought: kinds of fewer than eleven accounts are put together.

    What the latest of `earlier` said stands until, of each sum and of all that can be added from
    them, the difference to each is of eleven accounts or of none, and that to the figures of each
    of `days`. What is left over has eleven accounts together, if need be with a kind that could
    stand alone: the fund's total is public. `known` are those whose own amounts their pages tell.
    """
    stands = earlier[0] if earlier else NO_SPENDING
    named = _choose_named(paid)
    told = [spending for spending in earlier if spending.rows]
    if not all(_may_follow(paid, named, spending, known=known) for spending in told):
        return stands
    made = Spending(rows=_list_rows(paid, named), paid=paid)
    is_safe = all(may_follow(list_beside(made, day), known=known) for day in days)
    return made if is_safe else stands


def list_beside(spending: Spending, day: Day) -> dict[str, tuple[int, ...]]:
    """Return what of each kind told is each account's, then what of the day's figures, negative.

    Their sums are what a reader learns who takes figures of a day off those of a quarter.
    """
    if not spending.rows:
        return {}
    none = (0,) * len(spending.rows)
    return {
        code: (*spending.told.get(code, none), *(-cents for cents in day.get(code, (0, 0, 0))))
        for code in {*spending.told, *day}
    }


def _list_rows(paid: Paid, named: Collection[str]) -> list[dict[str, Any]]:
    sums: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for own in paid.values():
        groups = _group(own, named)
        sums.update(groups)
        people.update(groups.keys())
    shown = sorted(group for group, count in people.items() if count >= SMALLEST_COHORT)
    return [{"kind": group, "dollars": sums[group] // 100} for group in shown]


def _may_follow(
    paid: Paid, named: Collection[str], old: Spending, *, known: Collection[str]
) -> bool:
    """Return whether the sums may stand beside those of an earlier publication."""
    once = {row["kind"] for row in old.rows} - {OTHER}
    groups = sorted({*named, *once, OTHER})
    changes = subtract(_line_up(paid, named, groups), _line_up(old.paid, once, groups))
    return may_follow(changes, known=known)


def _line_up(
    paid: Paid, named: Collection[str], groups: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    """Return what each account was paid of each group, in cents, by its code."""
    grouped = {code: _group(own, named) for code, own in paid.items()}
    return {code: tuple(own[group] for group in groups) for code, own in grouped.items()}


def _group(own: Mapping[str, int], named: Collection[str]) -> Counter[str]:
    """Return one account's sums by group."""
    groups: Counter[str] = Counter()
    for kind, cents in own.items():
        groups[kind if kind in named else OTHER] += cents
    return groups


def _choose_named(paid: Paid) -> set[str]:
    """Return the kinds that are told by name, so that the others together are told as well."""
    accounts: dict[str, set[str]] = defaultdict(set)
    for code, own in paid.items():
        for kind in own:
            accounts[kind].add(code)
    large = [kind for kind, codes in accounts.items() if len(codes) >= SMALLEST_COHORT]
    named = sorted(large, key=lambda kind: (-len(accounts[kind]), kind))
    while named:
        others = [codes for kind, codes in accounts.items() if kind not in named]
        if not others or len(set[str]().union(*others)) >= SMALLEST_COHORT:
            break
        named.pop()
    return set(named)
