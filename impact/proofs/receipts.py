"""Receipts: the proof, for one buyer, that her sale is in the books; never a woman's line.

A receipt opens the headers of the entries under one reference, and of each the line on the share
account. Everything else in an entry stays closed: its hashes only lead to the leaf.
"""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from impact.books.chart import SHARE_EXPENSE
from impact.books.models import Account, Entry
from impact.proofs.commitments import (
    LINES_BEFORE,
    REFERENCE,
    EntryFacts,
    SecretMissingError,
    derive_salt,
    hash_parts,
    name_reference,
    open_part,
)
from impact.proofs.facts import Secrets, list_subjects, read_facts, read_kept
from impact.proofs.merkle import hash_list, prove_inclusion
from impact.proofs.models import Leaf
from impact.proofs.queries import SHOWN_KINDS, find_latest_checkpoint, write_checkpoint
from impact.proofs.tree import StoredTree

FORMAT = "nomi receipt v1"


def find_receipt(*, reference: str) -> dict[str, Any] | None:
    """Return the receipt for the sale under a reference, ready for JSON.

    None while the sale is not yet sealed under a published checkpoint, and for ever after its
    secret was erased.
    """
    checkpoint = find_latest_checkpoint()
    entries = Entry.objects.filter(reference=reference, kind__in=SHOWN_KINDS)
    leaves = Leaf.objects.filter(
        entry__in=entries, position__lt=checkpoint.size if checkpoint else 0
    )
    places = dict(leaves.values_list("entry_id", "position"))
    if checkpoint is None or not places:
        return None
    facts = read_facts(sorted(places))
    secrets = Secrets()
    secrets.load(list_subjects(facts))
    kept = read_kept(list(places))
    share_uid = str(Account.objects.values_list("uid", flat=True).get(code=SHARE_EXPENSE))
    tree = StoredTree(checkpoint.size)
    try:
        opened = [_open_entry(one, secrets, kept, share_uid) for one in facts]
    except SecretMissingError:
        return None
    for entry, one in zip(opened, facts, strict=True):
        index = places[one.entry_id]
        path = prove_inclusion(index=index, size=tree.size, hash_range=tree.hash_range)
        entry["leaf"] = {"index": index, "path": _write(path)}
    return {
        "format": FORMAT,
        "reference": reference,
        "entries": opened,
        "checkpoint": write_checkpoint(checkpoint),
    }


def _open_entry(
    one: EntryFacts, secrets: Secrets, kept: dict[tuple[int, int], bytes], share_uid: str
) -> dict[str, Any]:
    """Return an entry with its header, its reference and its line on the share account open.

    Raises `SecretMissingError` when the header was erased: a secret drawn since does not fit it.
    """
    if (one.entry_id, 0) in kept:
        raise SecretMissingError
    hashes = hash_parts(one, secrets, kept)
    header = _open(one, 0, secrets, hashes)
    salt = derive_salt(secrets[name_reference(one.reference)], REFERENCE, one.entry_id)
    opened: dict[str, Any] = {
        "parts": len(hashes),
        "reference_salt": b64encode(salt).decode(),
        "header": header,
        "share": None,
    }
    if share_uid in one.account_uids:
        part = one.account_uids.index(share_uid) + 1 + LINES_BEFORE
        opened["share"] = _open(one, part, secrets, hashes)
    return opened


def _open(one: EntryFacts, part: int, secrets: Secrets, hashes: Sequence[bytes]) -> dict[str, Any]:
    """Return one part with its salt and its way to the root of the entry's small tree."""
    opened = open_part(one, part, secrets)
    path = prove_inclusion(index=part, size=len(hashes), hash_range=hash_list(hashes))
    return {
        "part": part,
        "salt": b64encode(opened.salt).decode(),
        "text": opened.text,
        "path": _write(path),
    }


def _write(hashes: Sequence[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in hashes]
