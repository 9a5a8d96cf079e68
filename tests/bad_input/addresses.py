"""Every address of the store, its variable parts filled with what nobody should send."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

WORDS = (
    "0",
    "-1",
    "999999999999999999999",
    "\0",
    "\N{HANDBAG}\N{BLACK HEART SUIT}",
    "x" * 5_000,
    "1' OR '1'='1'; --",
    "../../etc/passwd",
    "1.5",
    "\u0661",
)
"""Too small, too big, not text, not a number, too long, somebody else's language."""
PART = re.compile(r"<(?:\w+:)?\w+>|\(\?P<\w+>(?:[^()]|\([^()]*\))*\)")
WIDTH = 4_000
"""Longer addresses are cut: no server passes them on."""


def list_routes() -> list[str]:
    """Return the route of every address, each once, in the order of the site map."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "/")))


def _walk(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def has_parts(route: str) -> bool:
    """Return whether the route has parts to fill."""
    return PART.search(route) is not None


def fill(route: str, word: str) -> str:
    """Return the route's address with the word, percent-encoded, in each of its parts."""
    address = PART.sub(lambda _part: quote(word, safe=""), route)
    return re.sub(r"[\\^$?]", "", address)[:WIDTH]


def is_taken(address: str) -> bool:
    """Return whether a route takes the address."""
    try:
        resolve(unquote(address))
    except Resolver404:
        return False
    return True
