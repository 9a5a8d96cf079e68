"""The published transparency vectors, when the data folder is beside the repository."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

PLACE = Path(__file__).resolve().parents[4] / "shared" / "data" / "merkle" / "vectors.json"


def load_vectors(kind: str) -> list[Any]:
    """Return the vectors of one kind as test parameters; one that says why when absent."""
    if not PLACE.exists():
        reason = f"the published vectors are not at {PLACE}"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    vectors = json.loads(PLACE.read_text())
    return [pytest.param(one, id=one["name"]) for one in vectors if one["kind"] == kind]


def read(text: str | None) -> bytes:
    return b64decode(text or "")


def read_all(texts: list[str] | None) -> list[bytes]:
    return [b64decode(text) for text in texts or []]
