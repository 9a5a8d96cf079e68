"""Stripe's way of writing nested parameters in a form: `a[b][0][c]=1`."""

import re
from typing import Any
from urllib.parse import parse_qsl

from nomi.sandbox.errors import Refusal

NAME = re.compile(r"[^\[\]]+(\[[^\[\]]*\])*")
PART = re.compile(r"\[([^\]]*)\]")
FREE_FORM = "metadata"
"""Its keys are the caller's own: numbers there make no list."""
MOST_FIELDS = 2000


def decode_form(text: str) -> dict[str, Any]:
    """Return the nested parameters; lists come from numbered or empty brackets."""
    root: dict[str, Any] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refusal("Too many parameters.") from None
    for name, value in pairs:
        if not NAME.fullmatch(name):
            raise Refusal(f"Invalid parameter name: {name}", param=name)
        _put(root, [name.split("[", 1)[0], *PART.findall(name)], value, name)
    return {key: _to_lists(key, value) for key, value in root.items()}


def _put(root: dict[str, Any], path: list[str], value: str, name: str) -> None:
    place = root
    for part in path[:-1]:
        place = place.setdefault(part or str(len(place)), {})
        if not isinstance(place, dict):
            raise Refusal(f"Invalid parameter: {name} is a value and a group at once.", param=name)
    last = path[-1] or str(len(place))
    if isinstance(place.get(last), dict):
        raise Refusal(f"Invalid parameter: {name} is a value and a group at once.", param=name)
    place[last] = value


def _to_lists(name: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _to_lists(key, part) for key, part in value.items()}
    if name != FREE_FORM and all(key.isdecimal() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
