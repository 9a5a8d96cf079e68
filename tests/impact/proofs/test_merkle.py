"""Trees agree with the plainest possible recursion, their proofs with the published verifier."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.proofs import merkle
from tests.impact.proofs.receiving import verifier


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return merkle.hash_node(naive_root(leaves[:half]), naive_root(leaves[half:]))


def make_leaves(size: int) -> list[bytes]:
    return [merkle.hash_leaf(str(number).encode()) for number in range(size)]


@settings(max_examples=40)
@given(st.integers(0, 300))
def test_three_ways_to_a_root_agree(size: int) -> None:
    leaves, peaks = make_leaves(size), []
    for leaf in leaves:
        merkle.push_peak(peaks, leaf)

    assert merkle.compute_root(leaves) == naive_root(leaves) == merkle.fold_peaks(peaks)


@settings(max_examples=60)
@given(st.data())
def test_every_leaf_is_proved_and_no_other_passes(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    leaves = make_leaves(size)
    path = merkle.prove_inclusion(index=index, size=size, hash_range=merkle.hash_list(leaves))
    root = naive_root(leaves)

    verifier.check_inclusion(index, size, leaves[index], path, root)

    with pytest.raises(verifier.Refused):
        verifier.check_inclusion(index, size, bytes(32), path, root)
    other = data.draw(st.integers(0, size * 2).filter(lambda place: place != index))
    with pytest.raises(verifier.Refused):
        verifier.check_inclusion(other, size, leaves[index], path, root)
