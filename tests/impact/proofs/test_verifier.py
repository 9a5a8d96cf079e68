"""The stand-alone verifier agrees with the published vectors and follows the log as it grows."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from impact.proofs.services.checkpoints import make_checkpoint
from tests.impact.proofs.receiving import get_key, verifier
from tests.impact.proofs.vectors import load_vectors, read, read_all
from tests.impact.sales import NOON


@pytest.mark.parametrize("vector", load_vectors("inclusion"))
def test_verifier_agrees_with_the_inclusion_vectors(vector: dict[str, Any]) -> None:
    parts = (read(vector["leafHash"]), read_all(vector["proof"]), read(vector["root"]))

    assert (
        refuses(verifier.check_inclusion, vector["leafIdx"], vector["treeSize"], *parts)
        == (vector["wantErr"])
    )


@pytest.mark.parametrize("vector", load_vectors("consistency"))
def test_verifier_agrees_with_the_consistency_vectors(vector: dict[str, Any]) -> None:
    roots = (read(vector["root1"]), read(vector["root2"]), read_all(vector["proof"]))

    assert (
        refuses(verifier.check_consistency, vector["size1"], vector["size2"], *roots)
        == (vector["wantErr"])
    )


def refuses(check: Callable[..., None], *arguments: Any) -> bool:
    try:
        check(*arguments)
    except verifier.Refused:
        return True
    return False


def test_leaves_and_two_checkpoints_are_checked(
    receipt: dict[str, Any], client: Client, tmp_path: Path
) -> None:
    old = client.get("/impact/log/checkpoint").content.decode()
    make_checkpoint(now=NOON + timedelta(days=1))
    new = client.get("/impact/log/checkpoint").content.decode()
    leaves = client.get("/impact/log/tile/entries/000.p/128").content

    words = verifier.check_two(old, new, leaves, get_key())

    assert words == ["The log grew from 64 to 128 leaves, and nothing before 64 was changed."]
    spoiled = leaves[:-1] + b"\0"
    with pytest.raises(verifier.Refused, match="another root"):
        verifier.check_two(old, new, spoiled, get_key())
    with pytest.raises(verifier.Refused, match="cut off"):
        verifier.check_leaves(new, leaves[:-1], get_key())
    with pytest.raises(verifier.Refused, match="larger"):
        verifier.check_two(new, old, leaves, get_key())
