"""What an export reads: entries with their lines, one after the other, as of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Q

from impact.books.models import Line

CHUNK = 2_000
"""Lines fetched from the database at a time."""
SNAPSHOT = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET LOCAL statement_timeout = '60s'",
    "SET LOCAL idle_in_transaction_session_timeout = '60s'",
)


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One line: its account and signed cents, debits positive."""

    account_id: int
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One entry with its lines."""

    number: int
    kind: str
    key: str
    effective_on: date
    posted_at: datetime
    reference: str
    actor: str
    reverses: int | None
    resolves: int | None
    legs: list[Leg]


@contextmanager
def as_of_one_moment() -> Iterator[None]:
    """Read everything as it stands now, whatever is posted meanwhile.

    Inside a caller's transaction the caller's isolation holds.
    """
    is_inside = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if not is_inside:
            for setting in SNAPSHOT:
                cursor.execute(setting)
        yield


def iterate_facts(*, first: date | None, last: date | None) -> Iterator[Fact]:
    """Yield the entries effective from `first` to `last` in the order of posting.

    Holds one entry and one chunk of lines in memory at a time.
    """
    days = Q(entry__effective_on__gte=first) if first else Q()
    days &= Q(entry__effective_on__lte=last) if last else Q()
    rows = (
        Line.objects.filter(days)
        .order_by("pk")
        .values_list(
            "entry_id",
            "entry__kind",
            "entry__key",
            "entry__effective_on",
            "entry__posted_at",
            "entry__reference",
            "entry__actor",
            "entry__reverses_id",
            "entry__resolves_id",
            "account_id",
            "amount_minor",
            "currency",
        )
        .iterator(chunk_size=CHUNK)
    )
    for head, lines in groupby(rows, key=lambda row: row[:9]):
        number, kind, key, effective_on, posted_at, reference, actor, reverses, resolves = head
        yield Fact(
            number=number,
            kind=kind,
            key=key,
            effective_on=effective_on,
            posted_at=posted_at,
            reference=reference,
            actor=actor,
            reverses=reverses,
            resolves=resolves,
            legs=[Leg(account_id=row[9], amount_minor=row[10], currency=row[11]) for row in lines],
        )
