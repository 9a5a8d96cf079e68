"""The fund's money by quarter and what it was spent on, in whole dollars, rounded down."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from impact.books.chart import COMMITTED, FUND_AVAILABLE, FUND_PENDING, TRAINING
from impact.books.queries import list_growth_by_quarter
from impact.books.trial_balance import list_balances
from impact.pages.counting.quarters import name_quarter
from impact.pages.models import Publication
from impact.pages.suppression.choosing import SMALLEST_COHORT
from impact.payouts.queries import PaidBy, list_paid_by
from impact.proofs.queries import SHOWN_KINDS

QUARTERS_SHOWN = 8
FUND = "fund:training:"
OTHER = "other"
SALES = SHOWN_KINDS
GIFTS = ("gift", "gift-refund", "gift-refund-undone")
"""Kinds of entries by which money comes into the fund from outside, and goes back there."""


def list_quarters(*, until: date) -> list[dict[str, Any]]:
    """Return what sales and gifts brought the fund in each of the last quarters, less returns."""
    sums: dict[date, dict[str, int]] = defaultdict(lambda: {"sales": 0, "gifts": 0})
    for growth in list_growth_by_quarter(prefix=FUND, until=until, kinds=(*SALES, *GIFTS)):
        side = "gifts" if growth.kind in GIFTS else "sales"
        sums[growth.quarter_on][side] += growth.amount_minor
    return [
        {"quarter": name_quarter(day), **{side: cents // 100 for side, cents in both.items()}}
        for day, both in sorted(sums.items())[-QUARTERS_SHOWN:]
    ]


def list_spending(*, through: date, before: Publication | None, old: Any) -> list[dict[str, Any]]:
    """Return what was paid for, each kind over eleven accounts or more; see `choose_spending`.

    New are the payments that the publication before did not count: they left later, or the books
    did not know of them.
    """
    paid = list_paid_by(through=through)
    since = [] if before is None else [one for one in paid if not _counted(one, before=before)]
    return choose_spending(paid, since=since, old=old or [])


def _counted(one: PaidBy, *, before: Publication) -> bool:
    return one.paid_on < before.as_of.date() and one.known_at < before.made_at


def choose_spending(
    paid: Iterable[PaidBy], *, since: Iterable[PaidBy], old: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the sums by what was bought: kinds of fewer than eleven accounts are put together.

    What was published before stands until, of each sum, the new payments are of eleven accounts or
    there are none: the difference of two quarters is a figure too. What is left over has eleven
    accounts together, if need be with a kind that could stand alone: the fund's total is public.
    """
    accounts: dict[str, set[str]] = defaultdict(set)
    cents: dict[str, int] = defaultdict(int)
    everything = list(paid)
    for one in everything:
        accounts[one.kind].add(one.account_code)
        cents[one.kind] += one.amount_minor
    named = _choose_named(accounts)
    groups = {kind: kind if kind in named else OTHER for kind in accounts}
    fresh = _count_accounts(since, groups)
    if old and any(0 < count < SMALLEST_COHORT for count in fresh.values()):
        return old
    sums: dict[str, int] = defaultdict(int)
    for kind, amount in cents.items():
        sums[groups[kind]] += amount
    shown = {
        group: sums[group]
        for group, count in _count_accounts(everything, groups).items()
        if count >= SMALLEST_COHORT
    }
    return [{"kind": group, "dollars": shown[group] // 100} for group in sorted(shown)]


def _choose_named(accounts: Mapping[str, set[str]]) -> set[str]:
    """Return the kinds that are told by name, so that the others together are told as well."""
    large = [kind for kind, codes in accounts.items() if len(codes) >= SMALLEST_COHORT]
    named = sorted(large, key=lambda kind: (-len(accounts[kind]), kind))
    while named:
        others = [codes for kind, codes in accounts.items() if kind not in named]
        if not others or len(set[str]().union(*others)) >= SMALLEST_COHORT:
            break
        named.pop()
    return set(named)


def _count_accounts(paid: Iterable[PaidBy], groups: Mapping[str, str]) -> dict[str, int]:
    """Return over how many accounts each group is."""
    accounts: dict[str, set[str]] = defaultdict(set)
    for one in paid:
        accounts[groups[one.kind]].add(one.account_code)
    return {group: len(codes) for group, codes in accounts.items()}


def get_actuals(
    *, through: date, people_count: int, spending: Iterable[Mapping[str, Any]]
) -> dict[str, int]:
    """Return the figures that goals may be measured by, at the end of a day; whole dollars.

    None while fewer than eleven women are counted. What was paid is the sum of the `spending` that
    is published beside it: a total of its own would tell of the payments that are held back there.
    """
    if not people_count:
        return {}
    balances = [(row.code, -row.balance_minor) for row in list_balances(day=through)]
    credited = sum(one.amount_minor for one in list_paid_by(through=through))
    credited += sum(cents for code, cents in balances if code.startswith((TRAINING, COMMITTED)))
    waiting = sum(cents for code, cents in balances if code in {FUND_PENDING, FUND_AVAILABLE})
    set_aside = credited + waiting
    actuals = {"set_aside": set_aside // 100, "credited": credited // 100}
    if told := sum(row["dollars"] for row in spending):
        actuals["paid"] = told
    return {**actuals, "accounts": people_count}
