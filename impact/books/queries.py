"""Reading the books: balances, statements, the trial balance and the nightly proof."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, Max, OuterRef, Sum, When
from django.db.models.functions import TruncQuarter

from impact.books import verify
from impact.books.models import LINES_PER_ENTRY, Account, Balance, Entry, Line, Period

GROWN_BY_DEBIT = (Account.Kind.ASSET, Account.Kind.EXPENSE)


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """One line of an account's statement; `balance_after_minor` counts debits positive."""

    entry_key: str
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


def list_moves(
    *, prefixes: Sequence[str], since: datetime, until: datetime
) -> dict[str, dict[str, int]]:
    """Return by how many cents each liability grew, by its code's prefix and the rest of the code.

    Counts what was posted from the one moment on and before the other.
    """
    rows = (
        Line.objects.filter(entry__posted_at__gte=since, entry__posted_at__lt=until)
        .values_list("account__code")
        .annotate(total=-Sum("amount_minor"))
    )
    moves: dict[str, dict[str, int]] = {prefix: {} for prefix in prefixes}
    for code, cents in rows:
        for prefix in prefixes:
            if code.startswith(prefix):
                moves[prefix][code.removeprefix(prefix)] = cents
    return moves


def _grown_sum() -> Any:
    """Return the sum in the direction the account's kind grows."""
    return Sum(
        Case(
            When(grows_by_debit=True, then=F("debits_minor") - F("credits_minor")),
            default=F("credits_minor") - F("debits_minor"),
        )
    )


def list_statement(*, code: str, before: int | None = None) -> list[StatementLine]:
    """Return fifty of an account's lines, newest first, before the sequence when one is given.

    Pages by the account's own sequence, so that no page costs more than another. On a hot account
    `balance_after_minor` is that of the slot the line moved.
    """
    own = Account.objects.filter(code=code).values("pk")[:1]  # a join would hide the index's order
    lines = Line.objects.filter(account=own).select_related("entry")
    if before is not None:
        lines = lines.filter(account_sequence__lt=before)
    return [
        StatementLine(
            entry_key=line.entry.key,
            reference=line.entry.reference,
            effective_on=line.entry.effective_on,
            posted_at=line.entry.posted_at,
            amount_minor=line.amount_minor,
            balance_after_minor=line.balance_after_minor,
        )
        for line in lines.order_by("-account_sequence")[:50]
    ]


def find_posted_at(*, reference: str) -> datetime | None:
    """Return when the first entry with this reference was posted; None when there is none."""
    moments = Entry.objects.filter(reference=reference).values_list("posted_at", flat=True)
    return moments.order_by("pk").first()


def list_entries(*, reference: str) -> list[Entry]:
    """Return the entries with this reference in the order in which they were posted."""
    return list(Entry.objects.filter(reference=reference).order_by("pk"))


def list_own_references(*, codes: Collection[str], prefixes: Sequence[str]) -> list[str]:
    """Return the references whose entries move these accounts and no other of such a prefix."""
    own = Entry.objects.filter(lines__account__code__in=codes).exclude(reference="")
    references = set(own.values_list("reference", flat=True))
    first = OuterRef("pk") * LINES_PER_ENTRY  # an entry and its lines share the key's beginning
    lines = Line.objects.filter(pk__gte=first, pk__lt=first + LINES_PER_ENTRY)
    others = lines.filter(account__code__regex=f"^({'|'.join(prefixes)})").exclude(
        account__code__in=codes
    )
    shared = Entry.objects.filter(Exists(others), reference__in=references)
    return sorted(references - set(shared.values_list("reference", flat=True)))


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


@dataclass(frozen=True, kw_only=True)
class Growth:
    """By how many cents entries of one kind made some accounts grow within a quarter."""

    quarter_on: date
    kind: str
    amount_minor: int


def list_growth_by_quarter(*, prefix: str, until: date, kinds: Iterable[str]) -> list[Growth]:
    """Return by how much the liabilities whose code has the prefix grew, by quarter and kind.

    Counts entries of these kinds whose day is before `until`.
    """
    accounts = Account.objects.filter(code__startswith=prefix).values("pk")
    rows = (
        Line.objects.filter(
            account__in=accounts, entry__kind__in=list(kinds), entry__effective_on__lt=until
        )
        .annotate(quarter_on=TruncQuarter("entry__effective_on"))
        .values_list("quarter_on", "entry__kind")
        .annotate(total=-Sum("amount_minor"))
        .order_by("quarter_on", "entry__kind")
    )
    return [
        Growth(quarter_on=quarter_on, kind=kind, amount_minor=total)
        for quarter_on, kind, total in rows
    ]


def list_faults() -> list[str]:
    """Return in words whatever in the books does not add up; see `impact.books.verify`."""
    return verify.list_faults()


def find_open_day(day: date) -> date:
    """Return the day, or the first open one after it when its books are closed.

    For facts that arrive late: a payment found afterwards, a line of an old bank statement. Asks
    nothing for a day that is not over, because no such day can be closed.
    """
    if day >= datetime.now(tz=UTC).date():  # the clock, as the database's guard reads it
        return day
    closed = Period.objects.aggregate(through=Max("last_on"))["through"]
    return day if closed is None or day > closed else closed + timedelta(days=1)
