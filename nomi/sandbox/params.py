"""Reading parameters: what is not known is refused, as Stripe does, and so is a wrong type."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from nomi.sandbox.errors import Refusal

Params = dict[str, Any]
EXPAND = frozenset({"expand[]"})
METADATA = frozenset({"metadata", "metadata.*"})
CREATED = frozenset({"created", *(f"created.{edge}" for edge in ("gt", "gte", "lt", "lte"))})
PAGING = frozenset({"limit", "starting_after", "ending_before"})
INTEGER = re.compile(r"-?\d{1,15}")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
MOST_METADATA_KEYS, LONGEST_METADATA_KEY, LONGEST_METADATA_VALUE = 50, 40, 500
LONGEST_TEXT = 5000


def refuse_unknown(params: Params, known: frozenset[str]) -> None:
    """Refuse the first parameter that the call does not know, however deep it sits."""
    for path, name in _walk(params):
        if path not in known and _parent(path) + ".*" not in known:
            raise Refusal(
                f"Received unknown parameter: {name}", code="parameter_unknown", param=name
            )


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _walk(value: Any, path: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each leaf as `a[].b` for looking up and as `a[0][b]` for saying."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _walk(part, f"{path}.{key}" if path else key, _bracket(name, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _walk(part, f"{path}[]", f"{name}[{number}]")
    else:
        yield path, name


def _bracket(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key


def require(params: Params, name: str, where: str = "") -> Any:
    """Return a parameter that must be given and not be empty."""
    if not params.get(name):
        said = _bracket(where, name)
        raise Refusal(f"Missing required param: {said}.", code="parameter_missing", param=said)
    return params[name]


def read_integer(value: Any, param: str, *, least: int | None = None) -> int:
    """Return the whole number a text holds."""
    if not isinstance(value, str) or not INTEGER.fullmatch(value):
        raise Refusal(
            f"Invalid integer: {_show(value)}", code="parameter_invalid_integer", param=param
        )
    if least is not None and int(value) < least:
        raise Refusal(
            f"This value must be greater than or equal to {least}.",
            code="parameter_invalid_integer",
            param=param,
        )
    return int(value)


def read_boolean(value: Any, param: str) -> bool:
    """Return the truth a text holds."""
    if value not in ("true", "false"):
        raise Refusal(f"Invalid boolean: {_show(value)}", param=param)
    return bool(value == "true")


def read_choice(value: Any, param: str, choices: tuple[str, ...]) -> str:
    """Return one of the words the parameter may be."""
    if value not in choices:
        raise Refusal(f"Invalid {param}: must be one of {', '.join(choices)}", param=param)
    return str(value)


def read_text(value: Any, param: str, *, longest: int = LONGEST_TEXT) -> str:
    """Return a text within its length."""
    if not isinstance(value, str):
        raise Refusal("Invalid string", param=param)
    if len(value) > longest:
        raise Refusal(
            f"Invalid string: {value[:20]}...; must be at most {longest} characters", param=param
        )
    return value


def read_url(value: Any, param: str) -> str:
    """Return an address that a browser can be sent to."""
    text = read_text(value, param)
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise Refusal("Not a valid URL", code="url_invalid", param=param)
    return text


def read_email(value: Any, param: str) -> str:
    """Return an address that looks like one."""
    text = read_text(value, param, longest=512)
    if not EMAIL.fullmatch(text):
        raise Refusal(f"Invalid email address: {_show(text)}", code="email_invalid", param=param)
    return text


def read_metadata(params: Params, where: str = "") -> dict[str, str]:
    """Return the caller's own notes within Stripe's limits."""
    notes = params.get("metadata") or {}
    param = _bracket(where, "metadata")
    if not isinstance(notes, dict):
        raise Refusal("Invalid hash", code="parameter_invalid", param=param)
    if len(notes) > MOST_METADATA_KEYS:
        raise Refusal(f"Metadata has more than {MOST_METADATA_KEYS} keys.", param=param)
    for key, value in notes.items():
        read_text(key, param, longest=LONGEST_METADATA_KEY)
        read_text(value, _bracket(param, key), longest=LONGEST_METADATA_VALUE)
    return dict(notes)


def read_group(value: Any, param: str) -> Params:
    """Return nested parameters."""
    if not isinstance(value, dict):
        raise Refusal("Invalid object", code="parameter_invalid", param=param)
    return value


def read_list(value: Any, param: str) -> list[Any]:
    """Return a list of parameters."""
    if not isinstance(value, list):
        raise Refusal("Invalid array", code="parameter_invalid", param=param)
    return value


def _show(value: Any) -> str:
    return str(value)[:100]
