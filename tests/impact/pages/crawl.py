"""Everything public about the fund and the women, as it is answered: status, headers, body."""

import re
from urllib.parse import urlsplit

from django.test import Client

LINK = re.compile(
    rb"(?:href|src)=\"([^\"#]+)\"|<(?:loc|link)>([^<]+)</|og:image\" content=\"([^\"]+)\""
)
SEEDS = (
    "/impact/",
    "/es/impact/",
    "/km/impact/",
    "/impact/updates.rss",
    "/impact/api/v1/",
    "/impact/api/v1/fund.json",
    "/impact/api/v1/publication.json",
    "/impact/badge.svg",
    "/impact/card.png",
    "/sitemap.xml",
    "/sitemap-impact.xml",
    "/robots.txt",
)
PUBLIC = re.compile(r"(/(es|km))?/impact/|/sitemap|/robots\.txt")
LEFT_OUT = re.compile(r"/impact/(log|updates/by-mail)/")
"""The log grows by the clock and holds 32 bytes an entry, padded; its own tests watch it. The form
for an address carries a token of each visitor's own."""
SWAYING = {"Set-Cookie", "X-Request-ID"}

Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


def crawl(client: Client, *more: str) -> dict[str, Answer]:
    """Follow every link from the seeds within what is public; return each answer by address."""
    waiting, seen = [*SEEDS, *more], {}
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        response = client.get(address)
        headers = {
            name: "; ".join(sorted(value.split("; ")))
            for name, value in response.headers.items()
            if name not in SWAYING
        }
        body = b"".join(response.streaming_content) if response.streaming else response.content
        seen[address] = (response.status_code, tuple(sorted(headers.items())), body)
        waiting += [link for link in find_links(body) if link not in seen]
    return seen


def find_links(body: bytes) -> list[str]:
    """Return the public addresses that a page leads to."""
    found = []
    for pair in LINK.findall(body):
        parts = urlsplit(next(filter(None, pair)).decode())
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if PUBLIC.match(path) and not LEFT_OUT.search(path):
            found.append(path)
    return found
