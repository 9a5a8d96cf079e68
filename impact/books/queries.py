"""Reading the books: balances, statements, the trial balance and the nightly proof."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, F, Sum, When

from impact.books.models import Account, Balance, Entry, Line

GROWN_BY_DEBIT = (Account.Kind.ASSET, Account.Kind.EXPENSE)


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """One line of an account's statement; `balance_after_minor` counts debits positive."""

    sequence: int
    entry_key: str
    entry_kind: str
    reference: str
    effective_on: date
    posted_at: datetime
    amount_minor: int
    balance_after_minor: int

    @property
    def credited_minor(self) -> int:
        """The amount with credits positive, as a holder of a training account reads it."""
        return -self.amount_minor

    @property
    def credit_after_minor(self) -> int:
        """The balance after with credits positive."""
        return -self.balance_after_minor


@dataclass(frozen=True, kw_only=True)
class TrialBalanceRow:
    """One account's sums in cents."""

    code: str
    kind: str
    currency: str
    debits_minor: int
    credits_minor: int

    @property
    def balance_minor(self) -> int:
        """Debits less credits."""
        return self.debits_minor - self.credits_minor


def get_balances(*, codes: Iterable[str]) -> dict[str, int]:
    """Return the balance in cents of each account, in the direction its kind grows.

    A code without an account has the balance 0.
    """
    wanted = list(codes)
    balances = dict.fromkeys(wanted, 0)
    balances.update(
        Balance.objects.filter(account__code__in=wanted)
        .values_list("account__code")
        .annotate(total=_grown_sum())
    )
    return balances


def get_balance(code: str) -> int:
    """Return one account's balance in cents; see `get_balances`."""
    return get_balances(codes=[code])[code]


def get_balances_by_prefix(*, prefixes: Sequence[str], before: datetime) -> dict[str, int]:
    """Return the balances in cents, each summed over the accounts whose code has the prefix.

    Counts what was posted before the moment: today's balances less the lines that came since.
    """
    today = Balance.objects.values_list("account__code").annotate(total=_grown_sum())
    since = (
        Line.objects.filter(entry__posted_at__gte=before)
        .values_list("account__code")
        .annotate(
            total=Sum(
                Case(
                    When(account__kind__in=GROWN_BY_DEBIT, then=-F("amount_minor")),
                    default=F("amount_minor"),
                    output_field=BigIntegerField(),
                )
            )
        )
    )
    totals = dict.fromkeys(prefixes, 0)
    for code, cents in [*today, *since]:
        for prefix in prefixes:
            if code.startswith(prefix):
                totals[prefix] += cents
    return totals


def _grown_sum() -> Any:
    """Return the sum in the direction the account's kind grows."""
    return Sum(
        Case(
            When(grows_by_debit=True, then=F("debits_minor") - F("credits_minor")),
            default=F("credits_minor") - F("debits_minor"),
        )
    )


def list_statement(*, code: str, before: int | None = None, limit: int = 50) -> list[StatementLine]:
    """Return an account's latest lines, newest first, those before the sequence when one is given.

    Pages by the account's own sequence, so that no page costs more than another. On a hot account
    `balance_after_minor` is that of the slot the line moved.
    """
    lines = Line.objects.filter(account__code=code).select_related("entry")
    if before is not None:
        lines = lines.filter(account_sequence__lt=before)
    return [
        StatementLine(
            sequence=line.account_sequence,
            entry_key=line.entry.key,
            entry_kind=line.entry.kind,
            reference=line.entry.reference,
            effective_on=line.entry.effective_on,
            posted_at=line.entry.posted_at,
            amount_minor=line.amount_minor,
            balance_after_minor=line.balance_after_minor,
        )
        for line in lines.order_by("-account_sequence")[:limit]
    ]


def find_posted_at(*, reference: str) -> datetime | None:
    """Return when the first entry with this reference was posted; None when there is none."""
    moments = Entry.objects.filter(reference=reference).values_list("posted_at", flat=True)
    return moments.order_by("pk").first()


def list_trial_balance() -> list[TrialBalanceRow]:
    """Return every account's sums by code; over each currency debits equal credits."""
    rows = (
        Account.objects.order_by("code")
        .values("code", "kind", "currency")
        .annotate(
            debits_minor=Sum("balances__debits_minor"), credits_minor=Sum("balances__credits_minor")
        )
    )
    return [TrialBalanceRow(**row) for row in rows]


def list_faults() -> list[str]:
    """Return in words whatever in the books does not add up; an empty list is the proof.

    Recomputes every balance from the lines, every entry's sum and its count of lines.
    """
    faults = []
    with connection.cursor() as cursor:
        for words, query in PROOFS:
            cursor.execute(query)
            faults += [words.format(*row) for row in cursor.fetchall()]
    return faults


PROOFS = (
    (
        "Account {0}, slot {1}: the balance row says {2}, its lines say {3}.",
        """
        SELECT account.code, balance.slot, balance.debits_minor - balance.credits_minor,
               coalesce(sum(line.amount_minor), 0)
          FROM books_balance AS balance
          JOIN books_account AS account ON account.id = balance.account_id
          LEFT JOIN books_line AS line ON line.account_id = account.id
               AND line.account_sequence % account.slots = balance.slot
         GROUP BY account.code, balance.id
        HAVING balance.debits_minor <> coalesce(sum(line.amount_minor)
                   FILTER (WHERE line.amount_minor > 0), 0)
            OR balance.credits_minor <> coalesce(-sum(line.amount_minor)
                   FILTER (WHERE line.amount_minor < 0), 0)
            OR balance.line_count <> count(line.id)
         ORDER BY 1, 2
        """,
    ),
    (
        "Entry {0}: {1} of {2} lines, which sum to {3}.",
        """
        SELECT entry.key, count(line.id), entry.line_count, coalesce(sum(line.amount_minor), 0)
          FROM books_entry AS entry LEFT JOIN books_line AS line ON line.entry_id = entry.id
         GROUP BY entry.id
        HAVING count(line.id) <> entry.line_count OR sum(line.amount_minor) IS DISTINCT FROM 0
         ORDER BY entry.id
        """,
    ),
    (
        "Line {0} belongs to no entry or no account.",
        """
        SELECT line.id FROM books_line AS line
          LEFT JOIN books_entry AS entry ON entry.id = line.entry_id
          LEFT JOIN books_account AS account ON account.id = line.account_id
         WHERE entry.id IS NULL OR account.id IS NULL OR account.currency <> line.currency
         ORDER BY line.id
        """,
    ),
)
