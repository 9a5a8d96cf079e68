"""Every address of the site map, filled in with what the database holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.nomi.desk.pages import list_admin_pages, list_dashboard_pages

WRITES_A_FACT = {"stripe-return"}
"""The one GET that may write: it notes what Stripe already holds (see `ReturnView`)."""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One name of the site map with the names of its arguments."""

    name: str
    arguments: tuple[str, ...]


def walk(patterns: list[Any], space: str = "", outer: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Return the leaves, each under its full name; those without a name have no address."""
    for pattern in patterns:
        regex = pattern.pattern.regex  # of a path too: its converters are groups in it
        arguments = (*outer, *(tuple(pattern.pattern.converters) or tuple(regex.groupindex)))
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner, arguments)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Leaf(name=space + pattern.name, arguments=arguments)


def list_addresses(values: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return every address, and the names of the leaves that the values do not fill."""
    found = {*list_admin_pages(), *list_dashboard_pages()}
    missed = set()
    for leaf in walk(get_resolver().url_patterns):
        if leaf.name in WRITES_A_FACT:
            continue
        filled = {name: values.get(name) for name in leaf.arguments}
        if leaf.name.startswith("admin:") and "object_id" in filled:
            filled["object_id"] = find_first(leaf.name)
        try:
            found.add(reverse(leaf.name, kwargs=filled))
        except NoReverseMatch:
            missed.add(leaf.name)
    return found, missed


def find_first(name: str) -> Any:
    """Return the key of the first row of the model that an admin page is about, else 1."""
    label = name.removeprefix("admin:")
    for model in admin.site._registry:
        if label.startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
            row = model._default_manager.order_by("pk").first()
            return row.pk if row else 1
    return 1
