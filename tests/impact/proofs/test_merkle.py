"""Trees and proofs agree with the published vectors and with the plainest possible recursion."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.proofs import merkle
from tests.impact.proofs.vectors import load_vectors, read, read_all


def refuses(call: Any) -> bool:
    try:
        call()
    except merkle.ProofBrokenError:
        return True
    return False


@pytest.mark.parametrize("vector", load_vectors("inclusion"))
def test_inclusion_agrees_with_the_published_vectors(vector: dict[str, Any]) -> None:
    refused = refuses(
        lambda: merkle.verify_inclusion(
            index=vector["leafIdx"],
            size=vector["treeSize"],
            leaf_hash=read(vector["leafHash"]),
            path=read_all(vector["proof"]),
            root=read(vector["root"]),
        )
    )

    assert refused == vector["wantErr"]


@pytest.mark.parametrize("vector", load_vectors("consistency"))
def test_consistency_agrees_with_the_published_vectors(vector: dict[str, Any]) -> None:
    refused = refuses(
        lambda: merkle.verify_consistency(
            old=vector["size1"],
            new=vector["size2"],
            old_root=read(vector["root1"]),
            new_root=read(vector["root2"]),
            path=read_all(vector["proof"]),
        )
    )

    assert refused == vector["wantErr"]


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


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 300))
def test_three_ways_to_a_root_agree(size: int) -> None:
    leaves, peaks = make_leaves(size), []
    for leaf in leaves:
        merkle.push_peak(peaks, leaf)

    assert merkle.compute_root(leaves) == naive_root(leaves) == merkle.fold_peaks(peaks)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_leaf_is_proved_and_no_other_passes(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    leaves = make_leaves(size)
    path = merkle.prove_inclusion(index=index, size=size, hash_range=merkle.hash_list(leaves))
    root = naive_root(leaves)
    claim = {"index": index, "size": size, "path": path, "root": root}

    merkle.verify_inclusion(leaf_hash=leaves[index], **claim)

    assert refuses(lambda: merkle.verify_inclusion(leaf_hash=bytes(32), **claim))
    other = data.draw(st.integers(0, size * 2).filter(lambda place: place != index))
    wrong = claim | {"index": other}
    assert refuses(lambda: merkle.verify_inclusion(leaf_hash=leaves[index], **wrong))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_beginning_is_proved_and_no_other_passes(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 200))
    old = data.draw(st.integers(1, new))
    leaves = make_leaves(new)
    path = merkle.prove_consistency(old=old, new=new, hash_range=merkle.hash_list(leaves))
    claim = {"old": old, "new": new, "path": path, "new_root": naive_root(leaves)}

    merkle.verify_consistency(old_root=naive_root(leaves[:old]), **claim)

    assert refuses(lambda: merkle.verify_consistency(old_root=bytes(32), **claim))
