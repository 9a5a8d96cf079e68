"""Walk through a site by its own links, and read out what a browser would load or send."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.test import Client

LOADED = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "input": ("src",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
    "body": ("background",),
}
NOT_LOADED = {"canonical", "alternate"}
"""Kinds of `link` that a browser only notes. Every other kind counts as loaded."""
SENT = {"form": ("action",), "button": ("formaction",), "input": ("formaction",), "a": ("ping",)}
IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
IN_SCRIPT = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z0-9.-]+", re.IGNORECASE)
LOGGED_OUT = "/account/logout/"
OTHER_LANGUAGES = ("/es/", "/km/")
"""The same pages once more: only those that a walk starts with are opened."""


@dataclass(kw_only=True)
class Page(HTMLParser):
    """What a page loads at once, where its forms go, and where its links lead."""

    loads: list[str] = field(default_factory=list)
    sends: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        for name in LOADED.get(tag, ()):
            self.loads += _split(facts[name], is_set=name == "srcset") if facts.get(name) else []
        self.sends += [facts[name] for name in SENT.get(tag, ()) if facts.get(name)]
        if tag == "link" and facts.get("rel") not in NOT_LOADED:
            self.loads.append(facts.get("href", ""))
        if tag == "meta" and facts.get("http-equiv", "").lower() == "refresh":
            self.loads.append(facts["content"].partition("url=")[2])
        if tag == "a" and facts.get("href"):
            self.links.append(facts["href"])
        self.loads += find_in_css(facts.get("style", ""))


def read_page(html: str) -> Page:
    """Return what a page loads, sends and leads to."""
    page = Page()
    page.feed(html)
    return page


def find_in_css(text: str) -> list[str]:
    """Return every address that a style sheet loads."""
    return [one or two for one, two in IN_CSS.findall(text)]


def find_in_script(text: str) -> list[str]:
    """Return every address with a host that a script holds, in its comments too."""
    return [found for found in IN_SCRIPT.findall(text) if "w3.org" not in found]


def is_own(address: str) -> bool:
    """Return whether a browser stays with the store at this address."""
    parts = urlsplit(address)
    if parts.scheme == "data":
        return True
    return not parts.netloc or f"{parts.scheme}://{parts.netloc}" == settings.SITE_ADDRESS


def walk(client: Client, starts: Iterable[str], *, most: int = 400) -> Iterator[tuple[str, Any]]:
    """Return address and answer of every page that the links lead to, each kind of query once."""
    waiting, seen = deque(starts), set[tuple[str, tuple[str, ...]]]()
    first = set(waiting)
    while waiting and len(seen) < most:
        address = waiting.popleft()
        parts = urlsplit(address)
        kind = (parts.path, tuple(sorted(parse_qs(parts.query))))
        is_twin = address.startswith(OTHER_LANGUAGES) and address not in first
        if kind in seen or is_twin or parts.path == LOGGED_OUT:
            continue
        seen.add(kind)
        answer = client.get(address)
        yield address, answer
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to its end, a file is closed
            continue
        if "Location" in answer.headers:
            found = [answer.headers["Location"]]
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            found = read_page(answer.content.decode()).links
        else:
            continue
        waiting += [
            urldefrag(urljoin(address, link).removeprefix(settings.SITE_ADDRESS)).url
            for link in found
            if is_own(link) and not link.startswith(("mailto:", "tel:", "#"))
        ]


def _split(value: str, *, is_set: bool) -> list[str]:
    if not is_set:
        return [value]
    return [part.split()[0] for part in value.split(",") if part.strip()]
