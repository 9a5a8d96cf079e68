"""Merkle trees as RFC 6962 defines them: roots, and proofs of inclusion and of consistency.

Pure functions over bytes. A tree is hashed with SHA-256; a leaf under the byte 0, a node under the
byte 1, so that neither can pass for the other. Whoever has the hashes of a tree hands them in as
`hash_range(start, end)`, the root over those leaves; a list of leaf hashes will do
(`hash_list`), and so will tiles in a table.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

HashRange = Callable[[int, int], bytes]
"""Returns the root over the leaves from `start` up to `end`, without `end`."""

EMPTY_ROOT = sha256(b"").digest()


class ProofBrokenError(Exception):
    """The proof does not lead from what it starts with to the root it claims."""


def hash_leaf(data: bytes) -> bytes:
    """Return the hash of a leaf's data."""
    return sha256(b"\0" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours."""
    return sha256(b"\1" + left + right).digest()


def split(size: int) -> int:
    """Return the greatest power of two below `size`: how many leaves are in the left half."""
    return 1 << (size - 1).bit_length() - 1


def push_peak(peaks: list[tuple[int, bytes]], leaf_hash: bytes, height: int = 0) -> None:
    """Add one leaf, or a whole subtree of 2^height leaves, to the peaks of a growing tree.

    Peaks are the whole subtrees that a tree consists of, the widest first, each with its height.
    """
    fresh = leaf_hash
    while peaks and peaks[-1][0] == height:
        fresh = hash_node(peaks.pop()[1], fresh)
        height += 1
    peaks.append((height, fresh))


def fold_peaks(peaks: Sequence[tuple[int, bytes]]) -> bytes:
    """Return the root of the tree that consists of these subtrees."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1][1]
    for _height, peak in reversed(peaks[:-1]):
        root = hash_node(peak, root)
    return root


def compute_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, or over the roots of whole subtrees of one size."""
    level = list(hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\1" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def hash_list(hashes: Sequence[bytes]) -> HashRange:
    """Return the `hash_range` of a tree whose leaf hashes are all at hand."""
    return lambda start, end: compute_root(hashes[start:end])


def prove_inclusion(*, index: int, size: int, hash_range: HashRange) -> list[bytes]:
    """Return the hashes that lead from the leaf at `index` to the root over `size` leaves."""
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(hash_range(middle, end))
            end = middle
        else:
            path.append(hash_range(start, middle))
            start = middle
    return path[::-1]


def follow_inclusion(*, index: int, size: int, leaf_hash: bytes, path: Sequence[bytes]) -> bytes:
    """Return the root over `size` leaves to which the path leads from the leaf at `index`.

    Raises `ProofBrokenError` when no tree of that size has such a path.
    """
    if not 0 <= index < size:
        raise ProofBrokenError("The place is outside the tree.")
    if len(leaf_hash) != sha256().digest_size:
        raise ProofBrokenError("The leaf's hash does not have 32 bytes.")
    root, last = leaf_hash, size - 1
    for step in path:
        if last == 0:
            raise ProofBrokenError("The path is too long.")
        if index % 2 or index == last:
            root = hash_node(step, root)
            while not index % 2:
                index, last = index >> 1, last >> 1
        else:
            root = hash_node(root, step)
        index, last = index >> 1, last >> 1
    if last != 0:
        raise ProofBrokenError("The path is too short.")
    return root


def verify_inclusion(
    *, index: int, size: int, leaf_hash: bytes, path: Sequence[bytes], root: bytes
) -> None:
    """Raise `ProofBrokenError` unless the leaf is at `index` of the tree with this root."""
    if follow_inclusion(index=index, size=size, leaf_hash=leaf_hash, path=path) != root:
        raise ProofBrokenError("The path leads to another root.")


def prove_consistency(*, old: int, new: int, hash_range: HashRange) -> list[bytes]:
    """Return the hashes that show the tree over `old` leaves to be the beginning of the newer."""
    if not 0 < old <= new:
        raise ProofBrokenError("The older tree is empty, or larger than the newer one.")
    if old == new:
        return []
    path = []
    start, end, is_whole = 0, new, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            path.append(hash_range(middle, end))
            end = middle
        else:
            path.append(hash_range(start, middle))
            start, is_whole = middle, False
    return ([] if is_whole else [hash_range(start, end)]) + path[::-1]


def verify_consistency(
    *, old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Raise `ProofBrokenError` unless the older tree is the beginning of the newer one.

    An empty tree is the beginning of every tree, which says nothing: it is refused.
    """
    if not 0 < old <= new:
        raise ProofBrokenError("The older tree is empty, or larger than the newer one.")
    if old == new:
        if path or old_root != new_root:
            raise ProofBrokenError("The two trees of one size differ, or need no path.")
        return
    first, second = _follow_consistency(old, new, old_root, path)
    if first != old_root:
        raise ProofBrokenError("The path leads to another older root.")
    if second != new_root:
        raise ProofBrokenError("The path leads to another newer root.")


def _follow_consistency(
    old: int, new: int, old_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Return the older and the newer root to which the path leads."""
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps:
        raise ProofBrokenError("The path is too short.")
    index, last = old - 1, new - 1
    while index % 2:
        index, last = index >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofBrokenError("The path is too long.")
        if index % 2 or index == last:
            first, second = hash_node(step, first), hash_node(step, second)
            while not index % 2 and index:
                index, last = index >> 1, last >> 1
        else:
            second = hash_node(second, step)
        index, last = index >> 1, last >> 1
    if last != 0:
        raise ProofBrokenError("The path is too short.")
    return first, second
