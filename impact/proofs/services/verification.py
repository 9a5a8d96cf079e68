"""The proof of the books and of the log: whatever was changed is named, and stops payouts."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from time import monotonic

from django.db import connection, transaction

from impact.books.halts import BROKEN_BOOKS, check_cause
from impact.proofs.commitments import (
    PADDING_SECRET,
    EntryFacts,
    SecretMissingError,
    derive_padding,
    hash_parts,
)
from impact.proofs.facts import Secrets, cut, list_subjects, read_facts, read_kept
from impact.proofs.keys import trust_back
from impact.proofs.merkle import compute_root, fold_peaks, hash_leaf, push_peak
from impact.proofs.models import Checkpoint, LogKey, Node, Verification
from impact.proofs.notes import NoteBrokenError, PublicKey, verify_note
from impact.proofs.services.sealing import count_leaves
from impact.proofs.tree import TILE_WIDTH

MOST_FAULTS = 200
"""Faults of the log that are named; more of them say nothing new."""
READ_SEALED = """
    SELECT leaf.position, leaf.entry_id, leaf.data, coalesce(entry.line_count, 0)::integer
      FROM proofs_leaf AS leaf LEFT JOIN books_entry AS entry ON entry.id = leaf.entry_id
     WHERE leaf.position >= %s ORDER BY leaf.position LIMIT 2000
"""
Row = tuple[int, int | None, bytes, int]


def verify_everything(*, now: datetime) -> list[str]:
    """Prove the books and the log; return in words whatever is wrong, and keep the run.

    Any fault raises the halt "broken books": payouts stop and public figures stand under review
    until a person lifts it.
    """
    began = monotonic()
    faults = check_cause(cause=BROKEN_BOOKS, now=now)
    Verification.objects.create(
        ran_at=now,
        seconds=int(monotonic() - began),
        leaves=count_leaves(),
        faults="\n".join(faults),
    )
    return faults


@transaction.atomic
def list_log_faults() -> list[str]:
    """Return in words whatever does not fit in the log; an empty list is the proof.

    Hashes every sealed entry again from the books' own rows, compares it with its leaf, and the
    leaves with every checkpoint ever signed. Holds some thousand lines in memory at a time. An
    entry not yet sealed is no fault here.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    faults: list[str] = []
    for fault in _find_faults():
        faults.append(fault)
        if len(faults) == MOST_FAULTS:
            return [*faults, "And more like these: the log does not fit."]
    return faults


def _find_faults() -> Iterator[str]:
    """Walk the log once from its first leaf."""
    heads = {head.size: head for head in Checkpoint.objects.order_by("size")}
    yield from _check_heads(list(heads.values()))
    nodes, padding = NodeCheck(), Secrets()
    padding.load({PADDING_SECRET})
    peaks: list[tuple[int, bytes]] = []
    expected, last_pads = 0, False
    for portion in _read_portions():
        yield from _check_entries(portion)
        for position, entry_id, data, _lines in portion:
            if position != expected:
                yield f"The leaves {expected} to {position - 1} of the log are gone."
            if entry_id is None and not _is_padding(padding, position, bytes(data)):
                yield f"Leaf {position} seals an entry that it no longer names."
            hashed = hash_leaf(bytes(data))
            push_peak(peaks, hashed)
            yield from nodes.add(hashed)
            expected, last_pads = position + 1, entry_id is None
            if expected in heads and fold_peaks(peaks) != bytes(heads[expected].root):
                yield f"The log up to leaf {expected} is not what checkpoint {expected} signed."
    last = max(heads, default=0)
    if expected < last:
        yield f"The log ends at leaf {expected}; checkpoint {last} signed more."
    if expected > last and last_pads:
        yield f"The checkpoint over {expected} leaves is gone."
    yield from nodes.list_rest(last)


def _is_padding(secrets: Secrets, position: int, data: bytes) -> bool:
    """Return whether a leaf of no entry is one that we made as such."""
    secret = secrets.get(PADDING_SECRET)
    return secret is not None and derive_padding(secret, position) == data


class NodeCheck:
    """Compares the stored roots of full tiles with the leaves under them, as these come by."""

    def __init__(self) -> None:
        rows = Node.objects.values_list("level", "number", "hash")
        self.stored = {(level, number): bytes(one) for level, number, one in rows}
        self.open: dict[int, list[bytes]] = defaultdict(list)
        self.missing: list[tuple[int, int, int]] = []
        self.done: dict[int, int] = defaultdict(int)
        self.size = 0

    def add(self, hashed: bytes) -> Iterator[str]:
        """Take in the next leaf's hash."""
        self.size += 1
        level = 1
        self.open[level].append(hashed)
        while len(self.open[level]) == TILE_WIDTH:
            root, number = compute_root(self.open[level]), self.done[level]
            self.open[level], self.done[level] = [], number + 1
            stored = self.stored.pop((level, number), None)
            if stored is None:
                self.missing.append((level, number, self.size))
            elif stored != root:
                yield f"Node {level}/{number} differs from the leaves under it."
            level += 1
            self.open[level].append(root)

    def list_rest(self, published: int) -> Iterator[str]:
        """Name the nodes that are gone, and those that stand over nothing."""
        for level, number, size in self.missing:
            if size <= published:
                yield f"Node {level}/{number} is gone."
        for level, number in self.stored:
            yield f"Node {level}/{number} stands over no full tile."


def _check_heads(heads: list[Checkpoint]) -> Iterator[str]:
    """Check what each checkpoint says against its signature, by keys from outside the database."""
    handovers = LogKey.objects.exclude(handover="").values_list("handover", flat=True)
    trusted = trust_back(list(handovers)) if heads else []
    period_before = None
    for head in heads:
        fault = _find_head_fault(head, trusted)
        if fault:
            yield f"Checkpoint {head.size}: {fault}"
        if period_before is not None and head.period <= period_before:
            yield f"Checkpoint {head.size} is out of its order."
        period_before = head.period
        if head.signed_at.timestamp() < head.period:
            yield f"Checkpoint {head.size} was signed before its period began."


def _find_head_fault(head: Checkpoint, trusted: list[PublicKey]) -> str:
    """Return what is wrong with a checkpoint; nothing when one of our keys signed what it says."""
    words = "no key of ours signed it."
    for key in trusted:
        try:
            lines = verify_note(head.note, key).splitlines()
        except NoteBrokenError:
            continue
        if lines[1:] == [str(head.size), b64encode(bytes(head.root)).decode()]:
            return ""
        words = "its row differs from what was signed."
    return words


def _read_portions() -> Iterator[list[Row]]:
    """Yield the leaves in order, in portions of bounded memory."""
    position = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(READ_SEALED, [position])
            rows = cursor.fetchall()
        if not rows:
            return
        yield from cut(rows)
        position = rows[-1][0] + 1


def _check_entries(portion: list[Row]) -> Iterator[str]:
    """Name the entries that are gone, or differ from their leaves."""
    wanted = {
        entry_id: (position, bytes(data))
        for position, entry_id, data, _lines in portion
        if entry_id is not None
    }
    facts = read_facts(list(wanted))
    secrets = Secrets()
    secrets.load(list_subjects(facts))
    kept = read_kept(list(wanted))
    for one in facts:
        position, data = wanted.pop(one.entry_id)
        fault = _find_entry_fault(one, secrets, kept, data)
        if fault:
            yield f"Entry {one.key} (leaf {position}) {fault}"
    for entry_id, (position, _data) in wanted.items():
        yield f"The entry of leaf {position}, number {entry_id}, is gone."


def _find_entry_fault(
    one: EntryFacts, secrets: Secrets, kept: dict[tuple[int, int], bytes], data: bytes
) -> str:
    """Return what is wrong with a sealed entry; nothing when it is as it was sealed."""
    try:
        same = compute_root(hash_parts(one, secrets, kept)) == data
    except SecretMissingError:
        return "cannot be checked: a secret is gone that nobody erased."
    return "" if same else "is not as it was sealed."
