"""What changed in the training accounts from one moment to another, account by account."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from impact.books.chart import COMMITTED, FUND_AVAILABLE, TRAINING
from impact.books.queries import list_moves
from impact.books.trial_balance import list_balances
from impact.giving.queries import list_moved_by_payments
from impact.payouts.queries import list_paid_by, list_uses

Uses = dict[str, tuple[int, int, int]]
NOTHING = (0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Of which moments the fund's figures speak."""

    credited_as_of: datetime
    uses_as_of: datetime | None
    """None while committed, paid and completed are one figure with the rest."""


def list_changes(*, before: Told, now: Told) -> dict[str, tuple[int, ...]]:
    """Return by how many cents each account's figures changed, by its code.

    In this order: what stands in the account, is committed, paid and completed; then what its
    payments freed in the fund, which the next division credits to all accounts.
    """
    old, new = _read_uses(before), _read_uses(now)
    credited = list_credited(since=before.credited_as_of, until=now.credited_as_of)
    freed = list_freed(since=before.credited_as_of, until=now.credited_as_of)
    changes: dict[str, tuple[int, ...]] = {}
    for code in {*old, *new, *credited, *freed}:
        pairs = zip(new.get(code, NOTHING), old.get(code, NOTHING), strict=True)
        held, paid, completed = (after - earlier for after, earlier in pairs)
        stands = credited[code] - held - paid - completed
        changes[code] = (stands, held, paid, completed, freed[code])
    return changes


def list_credited(*, since: datetime, until: datetime) -> Counter[str]:
    """Return by how many cents what was ever credited to each account changed, by its code.

    A division of the fund adds to it and a balance that went back takes from it; a payment moves
    it to a school and changes nothing.
    """
    changes: Counter[str] = Counter()
    for moves in list_moves(prefixes=(TRAINING, COMMITTED), since=since, until=until).values():
        changes.update(moves)
    changes.update(_list_left(before=until))
    changes.subtract(_list_left(before=since))
    return changes


def list_freed(*, since: datetime, until: datetime) -> Counter[str]:
    """Return the cents given for a purpose that each account's payments freed, by its code."""
    freed: Counter[str] = Counter()
    for one in list_moved_by_payments(account=FUND_AVAILABLE, before=until):
        if one.posted_at >= since:
            freed[one.account_code] += one.amount_minor
    return freed


def read_credited(*, day: date | None) -> Counter[str]:
    """Return the cents ever credited to each account by the end of a day, or now, by its code."""
    credited: Counter[str] = Counter()
    for row in list_balances(day=day):
        if row.code.startswith((TRAINING, COMMITTED)):
            credited[row.code.partition(":")[2]] -= row.balance_minor
    for one in list_paid_by(through=day or date.max):
        credited[one.account_code] += one.amount_minor
    return credited


def compare(old: Counter[str], new: Counter[str]) -> dict[str, tuple[int]]:
    """Return by how many cents each account's sum differs, by its code."""
    return {code: (new[code] - old[code],) for code in {*old, *new}}


def _list_left(*, before: datetime) -> Counter[str]:
    """Return the cents that were paid or completed of each account at the moment, by its code."""
    uses = list_uses(before=before)
    return Counter({code: paid + completed for code, (_held, paid, completed) in uses.items()})


def _read_uses(told: Told) -> Uses:
    return {} if told.uses_as_of is None else list_uses(before=told.uses_as_of)
