"""The log's tree as it is stored: leaves at the bottom, the roots of full tiles above them."""

from collections.abc import Sequence

from django.db import connection

from impact.proofs.merkle import compute_root, fold_peaks, hash_leaf

TILE_HEIGHT, TILE_WIDTH = 8, 256

READ_LEAVES = """
    SELECT data FROM proofs_leaf WHERE position >= %s AND position < %s ORDER BY position
"""
READ_NODES = """
    SELECT hash FROM proofs_node
     WHERE level = %s AND number >= %s AND number < %s ORDER BY number
"""


class TreeTornError(Exception):
    """Hashes are missing where the tree should have them."""


def read_leaf_data(start: int, end: int) -> list[bytes]:
    """Return the data of the leaves from `start` up to `end`, without `end`."""
    with connection.cursor() as cursor:
        cursor.execute(READ_LEAVES, [start, end])
        return [bytes(row[0]) for row in cursor.fetchall()]


def read_tile(level: int, number: int, width: int = TILE_WIDTH) -> list[bytes]:
    """Return the first `width` hashes of a tile; raise `TreeTornError` when they are not there."""
    start = number * TILE_WIDTH
    if level == 0:
        hashes = [hash_leaf(data) for data in read_leaf_data(start, start + width)]
    else:
        with connection.cursor() as cursor:
            cursor.execute(READ_NODES, [level, start, start + width])
            hashes = [bytes(row[0]) for row in cursor.fetchall()]
    if len(hashes) != width:
        raise TreeTornError(f"Tile {level}/{number} has {len(hashes)} of {width} hashes.")
    return hashes


class StoredTree:
    """The tree over the first `size` leaves; reads each tile once."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def hash_range(self, start: int, end: int) -> bytes:
        """Return the root over the leaves from `start` up to `end`, as proofs ask for it."""
        peaks = []
        while start < end:
            height = (end - start).bit_length() - 1
            peaks.append((height, self._hash_subtree(start, height)))
            start += 1 << height
        return fold_peaks(peaks)

    def _hash_subtree(self, start: int, height: int) -> bytes:
        """Return the root of a whole subtree of 2^height leaves."""
        level, rest = divmod(height, TILE_HEIGHT)
        place = start >> (level * TILE_HEIGHT)
        number, offset = divmod(place, TILE_WIDTH)
        return compute_root(self._get_tile(level, number)[offset : offset + (1 << rest)])

    def _get_tile(self, level: int, number: int) -> Sequence[bytes]:
        if (level, number) not in self.tiles:
            hashes_there = (self.size >> (level * TILE_HEIGHT)) - number * TILE_WIDTH
            self.tiles[level, number] = read_tile(level, number, min(TILE_WIDTH, hashes_there))
        return self.tiles[level, number]
