"""Forms with a number for each row: the field's name is a word and the row's key."""

from collections.abc import Mapping
from typing import Any


def read_numbers(values: Mapping[str, Any], *, prefix: str) -> dict[int, int]:
    """Return the numbers above nothing by the key that stands behind the prefix."""
    return {
        int(name.removeprefix(prefix)): number
        for name, number in values.items()
        if name.startswith(prefix) and number
    }
