"""The books as one table, a row per line."""

from collections.abc import Iterator
from datetime import date

from impact.books.exports.facts import iterate_facts
from impact.books.models import Account
from nomi.platform.safe_csv import write_amount, write_rows

COLUMNS = (
    "entry",
    "kind",
    "key",
    "effective_on",
    "posted_at",
    "reference",
    "actor",
    "reverses",
    "resolves",
    "account",
    "currency",
    "debit",
    "credit",
)


def write_books(*, first: date | None, last: date | None) -> Iterator[str]:
    """Yield the table line by line; call it as of one moment."""
    return write_rows(_list_rows(first=first, last=last))


def _list_rows(*, first: date | None, last: date | None) -> Iterator[tuple[object, ...]]:
    """Yield the head and then a row for each line."""
    codes = dict(Account.objects.values_list("pk", "code"))
    yield COLUMNS
    for fact in iterate_facts(first=first, last=last):
        for leg in fact.legs:
            yield (
                fact.number,
                fact.kind,
                fact.key,
                fact.effective_on.isoformat(),
                fact.posted_at.isoformat(),
                fact.reference,
                fact.actor,
                fact.reverses or "",
                fact.resolves or "",
                codes[leg.account_id],
                leg.currency,
                write_amount(leg.amount_minor if leg.amount_minor > 0 else None),
                write_amount(-leg.amount_minor if leg.amount_minor < 0 else None),
            )
