"""Make the headers of a list once, and not again for each of its rows as Unfold does."""

from typing import Any

from unfold.templatetags import unfold_list

_make_headers = unfold_list.result_headers


def hold_headers(changelist: Any) -> list[dict[str, Any]]:
    """Return the headers of this list, the same ones as often as its table asks."""
    held: list[dict[str, Any]] | None = getattr(changelist, "held_headers", None)
    if held is None:
        held = changelist.held_headers = list(_make_headers(changelist))
    return held


def install() -> None:
    """Let Unfold's tables ask for held headers; a fifth of a list's time goes into them."""
    unfold_list.result_headers = hold_headers
