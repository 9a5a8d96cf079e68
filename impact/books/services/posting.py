"""Opening accounts and posting entries: the only writers of the books."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date

from django.db import DataError, IntegrityError, connection, transaction

from impact.books.models import Account
from impact.books.services.refusals import (
    AmountTooLargeError,
    FractionalAmountError,
    OverdrawnError,
    UnknownCurrencyError,
    find_name,
)

LARGEST_MINOR = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One entry to post.

    `key` is a fact's own name; posting it twice is posting it once. `lines` are pairs of account
    code and signed cents, debits positive; zero lines are left out.
    """

    kind: str
    key: str
    effective_on: date
    lines: Sequence[tuple[str, int]]
    reference: str = ""
    actor: str = "system"
    currency: str = "USD"
    reverses: int | None = None
    resolves: int | None = None


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What became of a posting: its entry, and whether this call made it."""

    key: str
    entry_id: int
    is_new: bool


def open_account(
    *, code: str, kind: str, currency: str = "USD", slots: int = 1, floor_minor: int | None = None
) -> None:
    """Open an account unless the code is taken; calling it again changes nothing."""
    Account.objects.bulk_create(
        [Account(code=code, kind=kind, currency=currency, slots=slots, floor_minor=floor_minor)],
        ignore_conflicts=True,
    )


def post(posting: Posting) -> Posted:
    """Post one entry; see `post_batch`."""
    return post_batch([posting])[0]


def post_if_covered(posting: Posting) -> bool:
    """Post one entry; False, and nothing is posted, when an account does not hold as much.

    Raises the other `refusals` as `post_batch` does.
    """
    try:
        with transaction.atomic():
            post(posting)
    except OverdrawnError:
        return False
    return True


def post_batch(postings: Sequence[Posting]) -> list[Posted]:
    """Post entries in one round trip, inside the caller's transaction: all of them or none.

    Safe to call again: an entry whose key exists with the same content is returned, not repeated.
    The answer follows the order of `postings`. Raises one of `refusals` with nothing posted; the
    caller's transaction can then only be rolled back.
    """
    if not postings:
        return []
    wanted = json.dumps([_describe(posting) for posting in postings])
    try:
        with _join_transaction(), connection.cursor() as cursor:
            cursor.execute("SELECT entry_key, entry_id, is_new FROM books_post(%s)", [wanted])
            rows = {key: (entry_id, is_new) for key, entry_id, is_new in cursor.fetchall()}
    except (IntegrityError, DataError) as refusal:
        if named := find_name(refusal):
            raise named from refusal
        raise
    return [
        Posted(key=posting.key, entry_id=rows[posting.key][0], is_new=rows[posting.key][1])
        for posting in postings
    ]


def _join_transaction() -> AbstractContextManager[None]:
    """Return the caller's transaction; without one the single statement is its own.

    So a posting on its own takes one round trip instead of three.
    """
    if connection.in_atomic_block:
        return transaction.atomic(savepoint=False)
    return nullcontext()


def _describe(posting: Posting) -> dict[str, object]:
    """Return the posting as the database function reads it."""
    return {
        "kind": posting.kind,
        "key": posting.key,
        "effective_on": posting.effective_on.isoformat(),
        "lines": list(_list_sides(posting)),
        "reference": posting.reference,
        "actor": posting.actor,
        "currency": posting.currency,
        "reverses": posting.reverses,
        "resolves": posting.resolves,
    }


def _list_sides(posting: Posting) -> Iterator[tuple[str, int]]:
    """Return the lines that move money; raise when an amount or the currency cannot be counted."""
    if not re.fullmatch("[A-Z]{3}", posting.currency):
        message = f"{posting.currency!r} is no currency; it has three capital letters, like USD."
        raise UnknownCurrencyError(message)
    for code, amount in posting.lines:
        if type(amount) is not int:
            message = f"{amount!r} on {code} is not a whole number of cents."
            raise FractionalAmountError(message)
        if abs(amount) > LARGEST_MINOR:
            raise AmountTooLargeError(f"{amount} on {code} is larger than the books can hold.")
        if amount:
            yield code, amount
