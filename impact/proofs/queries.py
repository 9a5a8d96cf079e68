"""Reading the log: its published heads, its keys, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, Min, Subquery

from impact.books.models import Entry
from impact.proofs.hours import find_due_period, find_signing_after
from impact.proofs.models import Checkpoint, KeptPart, LogKey, Verification
from impact.proofs.tree import TILE_HEIGHT, TILE_WIDTH, read_leaf_data, read_tile

FIND_UNSEALED = """
    SELECT entry.id, entry.line_count
      FROM books_entry AS entry LEFT JOIN proofs_leaf AS leaf ON leaf.entry_id = entry.id
     WHERE leaf.entry_id IS NULL
     ORDER BY entry.id
     LIMIT %s
"""
"""Compares all entries with all leaves. Entries commit out of the order of their ids, so that a
mark "sealed up to here" would leave out for ever whoever commits late."""


def find_latest_checkpoint() -> Checkpoint | None:
    """Return the latest published head of the log; None before the first."""
    return Checkpoint.objects.prefetch_related("cosignatures").first()


def list_checkpoints(*, limit: int) -> list[Checkpoint]:
    """Return the latest published heads, the newest first."""
    return list(Checkpoint.objects.order_by("-size")[:limit])


def write_checkpoint(checkpoint: Checkpoint) -> str:
    """Return a checkpoint with the lines of the witnesses that cosigned it."""
    return checkpoint.note + "".join(one.line for one in checkpoint.cosignatures.all())


SHOWN_KINDS = (
    "sale",
    "refund",
    "refund-undone",
    "chargeback",
    "chargeback-undone",
    "lost-parcel",
    "reversal",
)
"""The kinds of entries that a buyer's receipt opens: all that may move the share of an order."""


def is_published(*, reference: str) -> bool:
    """Return whether an order's sale is sealed under a published checkpoint, its header whole."""
    entries = Entry.objects.filter(reference=reference, kind__in=SHOWN_KINDS)
    erased = KeptPart.objects.filter(entry__in=entries, part=0)
    newest = Checkpoint.objects.order_by("-size").values("size")[:1]
    sealed = entries.filter(leaf__position__lt=Subquery(newest))
    return sealed.filter(~Exists(erased)).exists()


def find_next_signing(*, now: datetime) -> datetime:
    """Return by when the next head of the log is signed; all that is posted now is under it."""
    is_signed = Checkpoint.objects.filter(period__gte=find_due_period(now)).exists()
    return find_signing_after(now, is_signed=is_signed)


def list_keys() -> list[LogKey]:
    """Return all keys that the log was ever signed with, the one in use first."""
    return list(LogKey.objects.all())


def find_tile(*, level: int, number: int, width: int) -> list[bytes] | None:
    """Return a tile's hashes; None when the latest checkpoint does not cover them."""
    return read_tile(level, number, width) if _covers(level, number, width) else None


def find_bundle(*, number: int, width: int) -> list[bytes] | None:
    """Return the data of a tile's leaves; None when the latest checkpoint does not cover them."""
    start = number * TILE_WIDTH
    return read_leaf_data(start, start + width) if _covers(0, number, width) else None


def _covers(level: int, number: int, width: int) -> bool:
    """Return whether the published tree has these hashes."""
    size = Checkpoint.objects.values_list("size", flat=True).first() or 0
    return 0 < width <= TILE_WIDTH and number * TILE_WIDTH + width <= size >> level * TILE_HEIGHT


@dataclass(frozen=True, kw_only=True)
class LogStatus:
    """How the log stands."""

    leaves: int
    entries: int
    unsealed: int
    oldest_unsealed_at: datetime | None
    checkpoint: Checkpoint | None
    keys: list[LogKey]
    verification: Verification | None


MOST_COUNTED = 10_000


def get_status() -> LogStatus:
    """Return how the log stands; counts at most 10,000 unsealed entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position) + 1, 0), count(entry_id) FROM proofs_leaf")
        leaves, entries = cursor.fetchone()
        cursor.execute(FIND_UNSEALED, [MOST_COUNTED])
        unsealed = [entry_id for entry_id, _lines in cursor.fetchall()]
    oldest = Entry.objects.filter(pk__in=unsealed).aggregate(at=Min("posted_at"))["at"]
    return LogStatus(
        leaves=leaves,
        entries=entries,
        unsealed=len(unsealed),
        oldest_unsealed_at=oldest,
        checkpoint=find_latest_checkpoint(),
        keys=list_keys(),
        verification=Verification.objects.first(),
    )
