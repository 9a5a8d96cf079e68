"""Each committed entry gets the next place in the log."""

from datetime import datetime
from io import StringIO

from django.db import connection, transaction

from impact.proofs.commitments import hash_parts
from impact.proofs.facts import Secrets, copy_in, cut, list_subjects, read_facts
from impact.proofs.merkle import compute_root
from impact.proofs.queries import FIND_UNSEALED

LOG_LOCK = 7_016_001
"""Number of the advisory lock that everybody takes who writes to the log."""


@transaction.atomic
def seal_entries(*, limit: int = 50_000, now: datetime) -> int:
    """Give up to `limit` committed entries without a leaf the next places; return how many.

    One at a time: when another is at work, does nothing and returns 0. Safe to call again; an
    entry has one leaf at most.
    """
    if not _take_turn():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(FIND_UNSEALED, [limit])
        unsealed = cursor.fetchall()
    position = count_leaves()
    secrets = Secrets()
    for portion in cut(unsealed):
        position = _seal([entry_id for entry_id, _lines in portion], position, secrets, now)
    return len(unsealed)


def _seal(entry_ids: list[int], position: int, secrets: Secrets, now: datetime) -> int:
    """Write the leaves of these entries from `position` on; return the next free place."""
    facts = read_facts(entry_ids)
    secrets.make(list_subjects(facts), now=now)
    rows = StringIO()
    for place, one in enumerate(facts, start=position):
        data = compute_root(hash_parts(one, secrets, {}))
        rows.write(f"{place}\t{one.entry_id}\t\\\\x{data.hex()}\t{now.isoformat()}\n")
    copy_in("proofs_leaf", "position, entry_id, data, sealed_at", rows)
    return position + len(facts)


def count_leaves() -> int:
    """Return how many leaves there are, which is the next free place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position) + 1, 0) FROM proofs_leaf")
        count: int = cursor.fetchone()[0]
    return count


def _take_turn() -> bool:
    """Take the lock until the transaction ends; False when another holds it.

    In a statement of its own, so that what is read next includes whatever the other committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOG_LOCK])
        return bool(cursor.fetchone()[0])


def wait_for_turn() -> None:
    """Wait for the lock and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])
