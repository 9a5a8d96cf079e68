"""The first words of the shop's pages, from files; from then on the pages are staff's.

Put up after each `migrate`, as the roles are: a page that is there is left alone.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps as registry
from django.utils import timezone

from nomi.platform.safe_html import clean_html

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a page says at first."""

    slug: str
    title: str
    description: str
    body: str


def read_words() -> list[Words]:
    """Return the first words of every page."""
    return [
        Words(slug=path.stem, **tomllib.loads(path.read_text("utf-8")))
        for path in sorted(FOLDER.glob("*.toml"))
    ]


def put_up_pages(*, apps: Any = registry, **_signal: Any) -> int:
    """Put up the pages that are missing; return how many. Running it again changes nothing.

    `migrate` may stop before the tables are there, and comes again.
    """
    try:
        page_model: Any = apps.get_model("content", "Page")
        version_model: Any = apps.get_model("content", "PageVersion")
    except LookupError:
        return 0
    there = set(page_model.objects.values_list("slug", flat=True))
    missing = [words for words in read_words() if words.slug not in there]
    now = timezone.now()
    for words in missing:
        version_model.objects.create(
            page=page_model.objects.create(slug=words.slug),
            state="shown",
            title=words.title,
            description=words.description,
            body=clean_html(words.body),
            saved_at=now,
        )
    return len(missing)
