"""Publishing the head of the log, at fixed hours only."""

from base64 import b64encode
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from impact.proofs.commitments import PADDING_SECRET, derive_padding
from impact.proofs.facts import Secrets
from impact.proofs.hours import find_due_period
from impact.proofs.keys import list_signing_keys, write_handover
from impact.proofs.merkle import compute_root
from impact.proofs.models import Checkpoint, Leaf, LogKey, Node
from impact.proofs.notes import read_vkey, sign_note
from impact.proofs.services.sealing import count_leaves, seal_entries, wait_for_turn
from impact.proofs.tree import TILE_HEIGHT, TILE_WIDTH, StoredTree, read_tile

PADDED_TO = 64
"""The size of a published tree is a multiple of this, so that it tells of no single sale."""


class HandoverImpossibleError(Exception):
    """The key in use before is not in LOG_SIGNING_KEYS, so it cannot hand over to the new one."""


def make_due_checkpoint(*, now: datetime) -> bool:
    """Publish the head of the period that is due, whatever was posted so far sealed under it.

    Returns whether this call did; costs one question when it is not yet time.
    """
    if Checkpoint.objects.filter(period__gte=find_due_period(now)).exists():
        return False
    seal_entries(now=now)
    return make_checkpoint(now=now)


@transaction.atomic
def make_checkpoint(*, now: datetime) -> bool:
    """Publish the head of the log, once per period; return whether this call did.

    Periods and the hour of signing are in `hours`. At least one leaf of what looks like random
    bytes is added, up to the next multiple of 64, whether anything was posted or not: the size and
    the hour tell of no sale. Running it again in the same period changes nothing. Raises
    `HandoverImpossibleError` or `keys.SigningKeyError`, nothing published.
    """
    wait_for_turn()
    period = find_due_period(now)
    if Checkpoint.objects.filter(period__gte=period).exists():
        return False
    keys = list_signing_keys()
    _list_key(now)
    size = _pad(now)
    _store_nodes(size)
    root = StoredTree(size).hash_range(0, size)
    note = sign_note(f"{keys[0].name}\n{size}\n{b64encode(root).decode()}\n", *keys)
    Checkpoint.objects.create(period=period, size=size, root=root, note=note, signed_at=now)
    return True


def _pad(now: datetime) -> int:
    """Add leaves of no entry up to the next multiple of 64, one at least; return the new size."""
    secrets = Secrets()
    secrets.make({PADDING_SECRET}, now=now)
    secret, start = secrets[PADDING_SECRET], count_leaves()
    end = (start // PADDED_TO + 1) * PADDED_TO
    Leaf.objects.bulk_create(
        Leaf(position=place, data=derive_padding(secret, place), sealed_at=now)
        for place in range(start, end)
    )
    return end


def _store_nodes(size: int) -> None:
    """Store the roots of the tiles that have become full, level by level."""
    level = 1
    while (full := size >> (level * TILE_HEIGHT)) > 0:
        last = Node.objects.filter(level=level).aggregate(last=Max("number"))["last"]
        first = 0 if last is None else last + 1
        Node.objects.bulk_create(
            (
                Node(level=level, number=number, hash=compute_root(read_tile(level - 1, number)))
                for number in range(first, full)
            ),
            batch_size=TILE_WIDTH,
        )
        level += 1


def _list_key(now: datetime) -> None:
    """List the key in use; when it is a new one, with the note in which the old hands over."""
    new, *_leaving = list_signing_keys()
    last = LogKey.objects.first()
    if last is None:
        LogKey.objects.create(vkey=new.public.vkey, first_used_at=now)
        return
    if last.vkey == new.public.vkey or LogKey.objects.filter(vkey=new.public.vkey).exists():
        return
    old = read_vkey(last.vkey)
    for key in list_signing_keys():
        named = key._replace(name=old.name)  # the log may have moved to another host
        if named.public == old:
            note = sign_note(write_handover(old, new.public), named, new)
            LogKey.objects.create(vkey=new.public.vkey, handover=note, first_used_at=now)
            return
    raise HandoverImpossibleError(
        "Keep the old key second in LOG_SIGNING_KEYS until the new one has signed once."
    )
