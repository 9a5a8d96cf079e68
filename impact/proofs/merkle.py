"""Merkle trees as RFC 6962 defines them: roots, and proofs of inclusion.

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
