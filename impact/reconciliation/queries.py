"""Reading: what waits on clearing accounts, what covers the trust, what was imported and found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Replace

from impact.books import chart
from impact.books.models import Balance, Line
from impact.books.queries import get_balances
from impact.reconciliation.models import Discrepancy, ReconciliationRun, StripeTransaction

TRUST_ACCOUNTS = (chart.FUND_PENDING, chart.FUND_AVAILABLE, chart.GIFT_CARDS, chart.SALES_TAX)
TRUST_PREFIXES = (chart.RESTRICTED, chart.TRAINING, chart.COMMITTED)
EXPLANATION = ":explain"
CLEARING_ACCOUNTS = (
    chart.ORDER_CLEARING,
    chart.GIFT_CLEARING,
    chart.PAYOUT_CLEARING,
    chart.TRANSIT_CLEARING,
)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A reference whose sum on an account is not zero; cents, debits positive."""

    reference: str
    amount_minor: int
    moved_at: datetime
    entry_kinds: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What covers what is held in trust, in cents; `parts` are the liabilities one by one."""

    stripe_minor: int
    bank_minor: int
    trust_minor: int
    parts: dict[str, int]

    @property
    def missing_minor(self) -> int:
        """How much the trust lacks; zero or less when it is covered."""
        return self.trust_minor - self.stripe_minor - self.bank_minor


def list_waiting(*, code: str, moved_before: datetime | None = None) -> list[Waiting]:
    """Return the references of an account that do not sum to zero, the longest waiting first.

    With a moment, only those that nothing has moved since.
    """
    return _list_sums(code, F("entry__reference"), moved_before)


def list_suspense() -> list[Waiting]:
    """Return what nobody has explained, by the entry that put it into suspense.

    An explanation is an entry of its own: the first one's key with `:explain` behind it.
    """
    name = Replace("entry__key", Value(EXPLANATION), Value(""))
    return _list_sums(chart.SUSPENSE, name, None)


def _list_sums(code: str, name: Any, moved_before: datetime | None) -> list[Waiting]:
    sums = (
        Line.objects.filter(account__code=code)
        .values(name=name)
        .annotate(
            total=Sum("amount_minor"),
            moved_at=Max("entry__posted_at"),
            kinds=ArrayAgg("entry__kind", distinct=True),
        )
        .filter(~Q(total=0))
        .order_by("moved_at", "name")
    )
    if moved_before is not None:
        sums = sums.filter(moved_at__lt=moved_before)
    return [
        Waiting(
            reference=row["name"],
            amount_minor=row["total"],
            moved_at=row["moved_at"],
            entry_kinds=frozenset(row["kinds"]),
        )
        for row in sums
    ]


def measure_waiting(*, code: str, reference: str) -> int:
    """Return the cents that wait on an account for a reference, debits positive.

    In suspense a reference is the key of the entry that put the money there.
    """
    named = (
        Q(entry__key__in=(reference, f"{reference}{EXPLANATION}"))
        if code == chart.SUSPENSE
        else Q(entry__reference=reference)
    )
    lines = Line.objects.filter(named, account__code=code)
    return int(lines.aggregate(total=Sum("amount_minor", default=0))["total"])


def measure_cover() -> Cover:
    """Return what Stripe and the bank hold in the books beside all trust liabilities."""
    named = get_balances(codes=(chart.STRIPE, chart.BANK, *TRUST_ACCOUNTS))
    parts = {code: named[code] for code in TRUST_ACCOUNTS}
    for prefix in TRUST_PREFIXES:
        owed = Balance.objects.filter(account__code__startswith=prefix).aggregate(
            debits=Sum("debits_minor"), credits=Sum("credits_minor")
        )
        parts[prefix] = (owed["credits"] or 0) - (owed["debits"] or 0)
    return Cover(
        stripe_minor=named[chart.STRIPE],
        bank_minor=named[chart.BANK],
        trust_minor=sum(parts.values()),
        parts=parts,
    )


def measure_clearing() -> dict[str, int]:
    """Return what waits on each clearing account and in suspense, in cents, debits positive."""
    return get_balances(codes=(*CLEARING_ACCOUNTS, chart.SUSPENSE))


def find_newest_moment() -> datetime | None:
    """Return when the newest imported movement happened at Stripe."""
    moments = StripeTransaction.objects.order_by("-created_at").values_list("created_at", flat=True)
    return moments.first()


def find_known(*, transaction_ids: Sequence[str]) -> set[str]:
    """Return those of the transactions that are imported already."""
    known = StripeTransaction.objects.filter(transaction_id__in=transaction_ids)
    return set(known.values_list("transaction_id", flat=True))


def list_open() -> QuerySet[Discrepancy]:
    """Return the open discrepancies, those that stop payouts and the oldest first."""
    found: QuerySet[Discrepancy] = Discrepancy.objects.open()
    return found.order_by("-is_blocking", "found_at", "pk")


def list_blocking_words() -> list[str]:
    """Return why payouts are stopped, in words; none when nothing that stops them is open."""
    return [row.words for row in list_open() if row.is_blocking]


def list_runs(*, since: datetime) -> QuerySet[ReconciliationRun]:
    """Return the runs since a moment, oldest first."""
    return ReconciliationRun.objects.filter(ran_at__gte=since).order_by("pk")


def list_daily_runs(*, now: datetime, days: int) -> list[ReconciliationRun]:
    """Return the last run of each of the latest days, oldest first."""
    last: dict[date, ReconciliationRun] = {}
    for run in list_runs(since=now - timedelta(days=days)):
        last[run.ran_at.date()] = run
    return list(last.values())


def get_run(run_id: int) -> ReconciliationRun:
    """Return a run; raise `ReconciliationRun.DoesNotExist`."""
    return ReconciliationRun.objects.get(pk=run_id)


def list_found_by(run: ReconciliationRun) -> QuerySet[Discrepancy]:
    """Return what a run found new, those that stop payouts first."""
    found: QuerySet[Discrepancy] = Discrepancy.objects.filter(found_at=run.ran_at)
    return found.order_by("-is_blocking", "pk")
