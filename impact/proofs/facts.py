"""Reading what leaves commit to: entries with their lines, and the secrets of their salts."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from io import StringIO
from secrets import token_bytes
from typing import Any

from django.db import connection

from impact.proofs.commitments import EntryFacts, Salter, name_account, name_reference
from impact.proofs.models import KeptPart, LogSecret
from nomi.platform.encryption import SealBrokenError, seal, unseal

ENTRIES_AT_ONCE, LINES_AT_ONCE = 2_000, 20_000
"""How much is held in memory at a time."""
SECRET_BYTES = 32

READ_ENTRIES = """
    SELECT id, kind, key, reference, effective_on::text,
           to_char(posted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           line_count, encode(request_hash, 'hex'), coalesce(reverses_id, 0),
           coalesce(resolves_id, 0), actor
      FROM books_entry WHERE id = ANY(%s) ORDER BY id
"""
READ_LINES = """
    SELECT line.id / 1000, account.uid::text,
           concat(E'number ', line.number, E'\namount ', line.amount_minor,
                  E'\ncurrency ', line.currency, E'\naccount ', account.uid,
                  E'\ncode ', account.code),
           concat('place ', line.entry_id, ' ', line.balance_after_minor, ' ',
                  line.account_sequence)
      FROM books_line AS line LEFT JOIN books_account AS account ON account.id = line.account_id
     WHERE line.id >= %s AND line.id <= %s
     ORDER BY line.id
"""
"""An entry and its lines share the beginning of their keys, so one range finds all of them."""


def read_facts(entry_ids: Sequence[int]) -> list[EntryFacts]:
    """Return the entries by key; one that is not there is left out.

    Quickest for keys that lie close together, which those of neighbours in the log do.
    """
    if not entry_ids:
        return []
    lines: dict[int, list[tuple[str, str, str]]] = {entry_id: [] for entry_id in entry_ids}
    with connection.cursor() as cursor:
        cursor.execute(READ_LINES, [min(entry_ids) * 1000, max(entry_ids) * 1000 + 999])
        for entry_id, uid, text, place in cursor.fetchall():
            if entry_id in lines:
                lines[entry_id].append((uid, text, place))
        cursor.execute(READ_ENTRIES, [list(entry_ids)])
        return [_join(row, lines[row[0]]) for row in cursor.fetchall()]


def _join(row: tuple[Any, ...], lines: list[tuple[str, str, str]]) -> EntryFacts:
    """Return the entry with its lines."""
    uids, texts, places = zip(*lines, strict=True) if lines else ((), (), ())
    return EntryFacts._make([*row, list(uids), list(texts), "\n".join(places)])


def cut(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Cut rows that end with a number of lines into portions of bounded memory."""
    portion: list[tuple[Any, ...]] = []
    lines = 0
    for row in rows:
        if portion and (len(portion) == ENTRIES_AT_ONCE or lines + row[-1] > LINES_AT_ONCE):
            yield portion
            portion, lines = [], 0
        portion.append(row)
        lines += row[-1]
    if portion:
        yield portion


def list_subjects(facts: Iterable[EntryFacts]) -> set[str]:
    """Return the names of all secrets that these entries are salted with."""
    subjects = set()
    for one in facts:
        subjects.add(name_reference(one.reference))
        subjects.update(name_account(uid) for uid in one.account_uids)
    return subjects


class Secrets(dict[str, Salter]):
    """The secrets read so far, ready to salt; those of references only until the next portion."""

    def load(self, subjects: set[str]) -> None:
        """Read those that are not yet at hand; one that is not there stays unknown."""
        for subject in [name for name in self if not name.startswith("account:")]:
            del self[subject]
        wanted = list(subjects - self.keys())
        rows = LogSecret.objects.filter(subject__in=wanted).values_list("subject", "sealed")
        for subject, sealed in rows:
            with suppress(SealBrokenError):  # as good as gone; the proof says so
                self[subject] = Salter(unseal(bytes(sealed), context=name_context(subject)))

    def make(self, subjects: set[str], *, now: datetime) -> None:
        """Read them all, and draw those that are not there yet."""
        self.load(subjects)
        lines = StringIO()
        for subject in sorted(subjects - self.keys()):
            secret = token_bytes(SECRET_BYTES)
            self[subject] = Salter(secret)
            sealed = seal(secret, context=name_context(subject))
            lines.write(f"{escape(subject)}\t\\\\x{sealed.hex()}\t{now.isoformat()}\n")
        copy_in("proofs_logsecret", "subject, sealed, made_at", lines)


def name_context(subject: str) -> str:
    """Return the context that a secret's encryption is bound to."""
    return f"log-secret:{subject}"


def read_kept(entry_ids: Sequence[int]) -> dict[tuple[int, int], bytes]:
    """Return the kept hashes of erased parts by entry and part."""
    rows = KeptPart.objects.filter(entry__in=entry_ids).values_list("entry_id", "part", "hash")
    return {(entry_id, part): bytes(kept) for entry_id, part, kept in rows}


def escape(text: str) -> str:
    """Return the text as COPY reads it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def copy_in(table: str, columns: str, lines: StringIO) -> None:
    """Write rows in COPY's own text form, the quickest way in; triggers see them all."""
    if lines.tell():
        lines.seek(0)
        with connection.wrap_database_errors, connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", lines)
