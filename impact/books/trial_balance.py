"""The trial balance: where every account stands at the end of a day, by effective date.

The balances of a late day are today's less the lines of later days, both read in one statement, so
that whatever is posted meanwhile is in both or in neither. Those of an early day are the sums of
the lines up to it. The two agree; the shorter way is taken. The day is the entry's effective date,
the one that closed periods guard; the day of posting is kept beside it and decides nothing here.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from impact.books.chart import COMMITTED, TRAINING
from impact.books.models import LINES_PER_ENTRY, Account, Period, PeriodBalance

ROLLED_UP = (TRAINING, COMMITTED)
"""Prefixes whose accounts stand in one row of the screen: there is a pair for each woman."""


@dataclass(frozen=True, kw_only=True)
class BalanceRow:
    """One row of the screen: an account, or all accounts with one prefix. Amounts in cents."""

    account_id: int
    code: str
    kind: str
    currency: str
    balance_minor: int
    account_count: int = 1

    @property
    def is_rolled_up(self) -> bool:
        """Whether the row stands for the accounts that begin with its code."""
        return self.code in ROLLED_UP

    @property
    def debit_minor(self) -> int | None:
        """What stands in the debit column."""
        return self.balance_minor if self.balance_minor > 0 else None

    @property
    def credit_minor(self) -> int | None:
        """What stands in the credit column."""
        return -self.balance_minor if self.balance_minor < 0 else None


@dataclass(frozen=True, kw_only=True)
class Section:
    """The accounts of one kind, with their two column sums in cents."""

    kind: str
    rows: list[BalanceRow]

    @property
    def title(self) -> str:
        """The kind in words."""
        return str(Account.Kind(self.kind).label)

    @property
    def debit_minor(self) -> int:
        """The sum of the debit column."""
        return sum(row.debit_minor or 0 for row in self.rows)

    @property
    def credit_minor(self) -> int:
        """The sum of the credit column."""
        return sum(row.credit_minor or 0 for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class TrialBalance:
    """One currency's accounts by kind; the two columns are equal, or the books are broken."""

    currency: str
    sections: list[Section]

    @property
    def debit_minor(self) -> int:
        """The sum of all debit balances in cents."""
        return sum(section.debit_minor for section in self.sections)

    @property
    def credit_minor(self) -> int:
        """The sum of all credit balances in cents."""
        return sum(section.credit_minor for section in self.sections)

    @property
    def is_balanced(self) -> bool:
        """Whether debits equal credits."""
        return self.debit_minor == self.credit_minor

    @property
    def largest_minor(self) -> int:
        """The greatest balance, whichever column it stands in."""
        return max(abs(row.balance_minor) for part in self.sections for row in part.rows)


def list_balances(*, day: date | None = None) -> list[BalanceRow]:
    """Return every account's balance at the end of the day, in order of code; now without a day."""
    way = UP_TO if day is not None and is_early(day) else AS_OF
    with connection.cursor() as cursor:
        cursor.execute(way, {"day": day or "infinity", "lines": LINES_PER_ENTRY})
        return [BalanceRow(**dict(zip(COLUMNS, row, strict=True))) for row in cursor.fetchall()]


def is_early(day: date) -> bool:
    """Return whether the day lies before the entry in the middle of the books."""
    with connection.cursor() as cursor:
        cursor.execute(MIDDLE)
        middle = cursor.fetchone()
    return middle is not None and day < middle[0]


MIDDLE = """
    SELECT effective_on FROM books_entry
     WHERE id >= (SELECT (min(id) + max(id)) / 2 FROM books_entry)
     ORDER BY id LIMIT 1
"""
"""In the order of posting, nearly that of the days: all it decides is which way is shorter."""
COLUMNS = ("account_id", "code", "kind", "currency", "balance_minor")
AS_OF = """
    WITH later AS MATERIALIZED (
        SELECT id FROM books_entry WHERE effective_on > %(day)s
    ), since AS (
        SELECT line.account_id, sum(line.amount_minor) AS moved
          FROM later
          JOIN books_line AS line ON line.entry_id = later.id
         WHERE line.id >= (SELECT min(id) FROM later) * %(lines)s
         GROUP BY line.account_id
    ), today AS (
        SELECT account_id, sum(debits_minor - credits_minor) AS balance
          FROM books_balance GROUP BY account_id
    )
    SELECT account.id, account.code, account.kind, account.currency,
           (today.balance - coalesce(since.moved, 0))::bigint
      FROM books_account AS account
      JOIN today ON today.account_id = account.id
      LEFT JOIN since ON since.account_id = account.id
     ORDER BY account.code
"""
UP_TO = """
    WITH earlier AS MATERIALIZED (
        SELECT id FROM books_entry WHERE effective_on <= %(day)s
    ), sums AS (
        SELECT line.account_id, sum(line.amount_minor) AS moved
          FROM earlier
          JOIN books_line AS line ON line.entry_id = earlier.id
         WHERE line.id < ((SELECT max(id) FROM earlier) + 1) * %(lines)s
         GROUP BY line.account_id
    )
    SELECT account.id, account.code, account.kind, account.currency,
           coalesce(sums.moved, 0)::bigint
      FROM books_account AS account
      LEFT JOIN sums ON sums.account_id = account.id
     ORDER BY account.code
"""


def list_changes_since(period: Period) -> list[tuple[BalanceRow, int, int]]:
    """Return the accounts that no longer stand, at the period's end, as when it was closed.

    Each comes with the balance kept then and the one its lines give today, in cents.
    """
    kept = {
        account_id: debits - credits_
        for account_id, debits, credits_ in PeriodBalance.objects.filter(period=period).values_list(
            "account_id", "debits_minor", "credits_minor"
        )
    }
    return [
        (row, kept.get(row.account_id, 0), row.balance_minor)
        for row in list_balances(day=period.last_on)
        if row.balance_minor != kept.get(row.account_id, 0)
    ]


def build_trial_balances(rows: Iterable[BalanceRow]) -> list[TrialBalance]:
    """Return a trial balance per currency, with the women's accounts in one row each."""
    found: dict[tuple[str, str], dict[str, BalanceRow]] = defaultdict(dict)
    for row in rows:
        code = next((prefix for prefix in ROLLED_UP if row.code.startswith(prefix)), row.code)
        group = found[row.currency, row.kind]
        known = group.get(code)
        group[code] = replace(
            row,
            code=code,
            balance_minor=row.balance_minor + (known.balance_minor if known else 0),
            account_count=1 + (known.account_count if known else 0),
        )
    return [
        TrialBalance(
            currency=currency,
            sections=[
                Section(kind=kind, rows=list(found[currency, kind].values()))
                for kind in Account.Kind.values
                if (currency, kind) in found
            ],
        )
        for currency in sorted({currency for currency, _kind in found})
    ]
