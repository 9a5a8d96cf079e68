"""Opening accounts and posting entries: the only writers of the books."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, IntegrityError, connection, transaction

from impact.books.models import Account


class KeyReusedError(Exception):
    """The idempotency key was posted before with other content; nothing was posted."""


class OverdrawnError(Exception):
    """An account would fall below its floor; nothing was posted."""


class UnknownAccountError(Exception):
    """A line names an account that is not there, is closed or has another currency."""


class AlreadyUndoneError(Exception):
    """The entry was reversed, or the hold resolved, before; nothing was posted."""


class UnbalancedEntryError(Exception):
    """The debits and credits of an entry differ, or it has too few lines; nothing was posted."""


REFUSALS: dict[str, type[Exception]] = {
    "entry_key_names_one_request": KeyReusedError,
    "balance_stays_on_or_above_its_floor": OverdrawnError,
    "line_names_an_open_account": UnknownAccountError,
    "entry_is_whole_and_balanced": UnbalancedEntryError,
    "entry_is_reversed_once": AlreadyUndoneError,
    "entry_is_resolved_once": AlreadyUndoneError,
    "entry_has_2_to_999_lines": UnbalancedEntryError,
}


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


def post_batch(postings: Sequence[Posting]) -> list[Posted]:
    """Post entries in one round trip, inside the caller's transaction: all of them or none.

    Safe to call again: an entry whose key exists with the same content is returned, not repeated.
    The answer follows the order of `postings`. Raises `KeyReusedError`, `OverdrawnError`,
    `UnknownAccountError`, `AlreadyUndoneError` or `UnbalancedEntryError` with nothing posted; the
    caller's transaction can then only be rolled back.
    """
    if not postings:
        return []
    wanted = json.dumps([_describe(posting) for posting in postings])
    try:
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.execute("SELECT entry_key, entry_id, is_new FROM books_post(%s)", [wanted])
            rows = {key: (entry_id, is_new) for key, entry_id, is_new in cursor.fetchall()}
    except IntegrityError as refusal:
        raise _name(refusal) from refusal
    return [
        Posted(key=posting.key, entry_id=rows[posting.key][0], is_new=rows[posting.key][1])
        for posting in postings
    ]


def _describe(posting: Posting) -> dict[str, object]:
    """Return the posting as the database function reads it."""
    return {
        "kind": posting.kind,
        "key": posting.key,
        "effective_on": posting.effective_on.isoformat(),
        "lines": [[code, amount] for code, amount in posting.lines if amount],
        "reference": posting.reference,
        "actor": posting.actor,
        "currency": posting.currency,
        "reverses": posting.reverses,
        "resolves": posting.resolves,
    }


def _name(refusal: DatabaseError) -> Exception:
    """Return the named error for the constraint that refused."""
    diagnostics = getattr(refusal.__cause__, "diag", None)
    named = REFUSALS.get(getattr(diagnostics, "constraint_name", None) or "")
    return named(str(refusal).strip()) if named else refusal
