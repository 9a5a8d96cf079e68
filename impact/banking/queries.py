"""Reading the bank's side: lines nobody has explained, gaps between statements, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from impact.banking.models import BankStatement, LineMatch, StatementLine
from impact.books import chart
from impact.books.models import Line
from impact.books.queries import get_balance
from impact.payouts.models import Payout
from nomi.platform.amounts import format_minor

SUGGESTIONS = 10


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Money that moved between two statements and stands on neither."""

    statement_id: str
    first_on: date
    missing_minor: int

    @property
    def words(self) -> str:
        """Say it to the person who fetches the missing statement."""
        return (
            f"Before statement {self.statement_id} of {self.first_on}, movements of"
            f" {format_minor(self.missing_minor)} are missing: import the statement in between."
        )


@dataclass(frozen=True, kw_only=True)
class BankPosition:
    """Our account by the bank's latest statement and by the books, in US cents."""

    as_of: date | None
    statement_minor: int
    books_minor: int

    @property
    def difference_minor(self) -> int:
        """What the books have more than the bank; zero when both agree."""
        return self.books_minor - self.statement_minor


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Held payouts that wait for a payment file."""

    count: int
    total_minor: int


def list_gaps() -> list[Gap]:
    """Return where a statement does not open with what came before it, oldest first.

    It may open with the closing balance of the one before, or with the first opening balance and
    every movement booked on earlier days.
    """
    gaps = []
    accounts = BankStatement.objects.order_by("account").values_list("account", flat=True)
    for account in accounts.distinct():
        statements = list(
            BankStatement.objects.filter(account=account).order_by("first_on", "last_on", "pk")
        )
        sums = _sum_days(account)
        for place, statement in enumerate(statements[1:], 1):
            before = [one for one in statements[:place] if one.last_on <= statement.first_on]
            latest = max(before, key=lambda one: (one.last_on, one.pk), default=None)
            if latest and latest.closing_minor == statement.opening_minor:
                continue
            moved = sum(cents for day, cents in sums if day < statement.first_on)
            missing = statement.opening_minor - statements[0].opening_minor - moved
            if missing:
                gaps.append(
                    Gap(
                        statement_id=statement.statement_id,
                        first_on=statement.first_on,
                        missing_minor=missing,
                    )
                )
    return gaps


def _sum_days(account: str) -> list[tuple[date, int]]:
    """Return what moved on each day of the account."""
    lines = StatementLine.objects.filter(account=account).order_by("booked_on")
    return list(lines.values_list("booked_on").annotate(total=Sum("amount_minor")))


def get_bank_position() -> BankPosition:
    """Return the account's balance at the latest statement's end beside that of the books."""
    latest = BankStatement.objects.order_by("-last_on", "-pk").first()
    return BankPosition(
        as_of=latest.last_on if latest else None,
        statement_minor=latest.closing_minor if latest else 0,
        books_minor=get_balance(chart.BANK),
    )


def is_explained() -> Exists:
    """Return the condition that somebody or the machinery knows what a line is."""
    matches = LineMatch.objects.filter(line=OuterRef("pk"))
    return Exists(matches.exclude(kind=LineMatch.Kind.UNMATCHED))


def is_suggested() -> Exists:
    """Return the condition that the amount of a line is that of a payout on its way."""
    sent = Payout.objects.filter(state=Payout.State.SUBMITTED)
    return Exists(sent.annotate(out=-F("amount_minor")).filter(out=OuterRef("amount_minor")))


def list_unmatched() -> QuerySet[StatementLine]:
    """Return the lines whose money is in suspense, oldest first."""
    return StatementLine.objects.filter(~is_explained()).order_by("booked_on", "pk")


def list_suggestions(line: StatementLine) -> Sequence[Payout]:
    """Return the payouts that the line may be, the same amount first, none when it is explained.

    Money that left may be a payout on its way; money that came may be one that was paid.
    """
    out = line.amount_minor < 0
    states = (
        (Payout.State.SUBMITTED, Payout.State.HELD)
        if out
        else (Payout.State.SETTLED, Payout.State.COMPLETED)
    )
    amount = abs(line.amount_minor)
    kind = LineMatch.Kind.PAYOUT if out else LineMatch.Kind.RETURN
    taken = LineMatch.objects.filter(kind=kind, payout=OuterRef("pk"))
    payouts = Payout.objects.filter(
        ~Exists(taken),
        rail="bank_wire",
        state__in=states,
        amount_minor__gte=amount - amount // 2,
        amount_minor__lte=amount * 2,
    )
    found = payouts.select_related("draw__provider")[:200]
    return sorted(found, key=lambda one: (abs(one.amount_minor - amount), -one.pk))[:SUGGESTIONS]


def list_transit_references(*, amount_minor: int) -> list[str]:
    """Return the references under which this much left Stripe and has not arrived."""
    sums = (
        Line.objects.filter(account__code=chart.TRANSIT_CLEARING)
        .values("entry__reference")
        .annotate(total=Sum("amount_minor"))
        .filter(total=amount_minor)
    )
    return [str(row["entry__reference"]) for row in sums]


def find_waiting() -> Waiting:
    """Return how many payouts wait for a payment file, and what they sum to in US cents."""
    held: dict[str, Any] = Payout.objects.filter(
        rail="bank_wire", state=Payout.State.HELD
    ).aggregate(count=Count("pk"), total=Sum("amount_minor"))
    return Waiting(count=held["count"], total_minor=held["total"] or 0)
