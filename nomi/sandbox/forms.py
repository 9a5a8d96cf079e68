"""Stripe's way of writing nested parameters in a form: `a[b][0][c]=1`."""

import re
from typing import Any
from urllib.parse import parse_qsl

PART = re.compile(r"\[([^\]]*)\]")


def decode_form(text: str) -> dict[str, Any]:
    """Return the nested parameters; lists come from numbered or empty brackets."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, *_ = name.split("[", 1)
        path = [head, *PART.findall(name)]
        place = root
        for part in path[:-1]:
            place = place.setdefault(str(len(place)) if part == "" else part, {})
        last = path[-1]
        place[str(len(place)) if last == "" else last] = value
    return {key: _to_lists(value) for key, value in root.items()}


def _to_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _to_lists(part) for key, part in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
