"""Tags for components that are the same on each page, or need a little arithmetic to be drawn."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

register = template.Library()

BAR_WIDTH = 1000


@register.simple_tag
def same_for_all(name: str) -> str:
    """Write a component that takes nothing: the same words on each page of a language."""
    return _write(name, get_language())


@lru_cache(maxsize=64)
def _write(name: str, _language: str) -> str:
    return render_to_string(f"components/{name}.html")


@register.inclusion_tag("components/_stacked_bar.html")
def stacked_bar(*, parts: Iterable[Mapping[str, Any]], title: str = "") -> dict[str, object]:
    """Draw one bar cut into `parts`: mappings with label, value (whole number), text and kind.

    Kinds are 1 to 4, share and rest. The widths always sum to the whole bar.
    """
    drawn = [part for part in parts if part["value"] > 0]
    whole = sum(part["value"] for part in drawn)
    edges = [0, *(at * BAR_WIDTH // whole for at in accumulate(part["value"] for part in drawn))]
    bar = [
        {"x": left, "width": right - left, **part}
        for left, right, part in zip(edges, edges[1:], drawn, strict=False)
    ]
    return {"bar": bar, "title": title}
