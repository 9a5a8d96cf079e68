"""The catalogues: whole, true to their placeholders, and compiled from what is written."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils.translation.template import templatize

from nomi.management.commands.words import is_read_by_shoppers
from nomi.platform.catalogues import compile_catalogue

LANGUAGES = ["es", "km"]
CALLS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
FORMS = {"es": 2, "km": 1}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|\[\[[\w-]+\]\]")
FORMAL = re.compile(
    r"\b(?:[Uu]sted(?:es)?|[Ee]s suyo|Le escribimos|Escríbanos|Si ve |[Nn]o lo comparta\b"
    r"|guárdelo|lo esperaba\b|Ha perdido|cuánto dio|que recibió|ahora recibe\b)"
)
"""Words of Spanish that are said to a stranger."""
ROOT = Path(settings.BASE_DIR)
TAG = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
SPOKEN = re.compile(r"\{%\s*blocktrans.*?endblocktrans\w*\s*%\}", re.DOTALL)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
BARE = {"Nomi", "Buy Her Bag, Not Her Body", "UTC"}
"""Names and the slogan, which are the same in every language."""
HEARD = {"alt", "aria-label", "placeholder", "title", "content"}
"""Attributes that are read out or shown. Those of `meta` and `form` for machines are left out."""


def catalogue(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", "django.po")


def messages(language: str) -> list[Message]:
    with catalogue(language).open("rb") as file:
        return [message for message in read_po(file) if message.id]


def texts(of: Any) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(of)


def list_templates() -> list[Path]:
    every = (ROOT / "templates").rglob("*.*")
    return [
        path for path in sorted(every) if is_read_by_shoppers(path.relative_to(ROOT).as_posix())
    ]


def list_sources() -> list[Path]:
    every = (
        path for folder in ("shop", "impact", "nomi") for path in (ROOT / folder).rglob("*.py")
    )
    return [path for path in every if is_read_by_shoppers(path.relative_to(ROOT).as_posix())]


def gather(path: Path) -> Iterator[tuple[str | None, str]]:
    """Return what a file says, as (context, text), without gettext's own tools."""
    source = path.read_text("utf-8")
    # within brackets the blanked-out rest of a template is no matter of indentation
    code = f"({templatize(source)})" if path.suffix in {".html", ".txt"} else source
    for _line, said, _comments, context in extract("python", BytesIO(code.encode()), CALLS):
        yield context, said if isinstance(said, str) else said[0]


class BareWords(HTMLParser):
    """Collects what a template says by itself: text and heard attributes, template code removed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.is_code = False

    def handle_data(self, data: str) -> None:
        if (
            not self.is_code
            and (words := " ".join(data.split()))
            and re.search(r"[^\W\d_]{2}", words)
        ):
            self.found.append(words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_code = tag in {"script", "style"}
        for name, value in attrs:
            if name in HEARD and tag != "meta" and value:
                self.handle_data(value)

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False


def find_bare_words(source: str) -> list[str]:
    parser = BareWords()
    parser.feed(CODE.sub("", SPOKEN.sub("", TAG.sub("", source))))
    return [words for words in parser.found if words.strip(" ·:") not in BARE]


@pytest.mark.parametrize("language", [*LANGUAGES, "en"])
def test_what_is_loaded_is_what_is_written(language: str) -> None:
    source = catalogue(language)

    assert source.with_suffix(".mo").read_bytes() == compile_catalogue(source.read_bytes())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_in_doubt(language: str) -> None:
    lacking = [m.id for m in messages(language) if m.fuzzy or not all(texts(m.string))]

    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_as_many_forms_as_the_language(language: str) -> None:
    plural = [m for m in messages(language) if m.pluralizable]

    assert plural != []
    assert {len(texts(m.string)) for m in plural} == {FORMS[language]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_loses_or_adds_a_placeholder(language: str) -> None:
    wrong = [
        text
        for message in messages(language)
        for text in texts(message.string)
        if Counter(PLACEHOLDER.findall(text)) != Counter(PLACEHOLDER.findall(texts(message.id)[-1]))
    ]

    assert wrong == []


def test_both_languages_translate_the_same_messages() -> None:
    spanish, khmer = ({(m.context, m.id) for m in messages(each)} for each in LANGUAGES)

    assert spanish == khmer


def test_spanish_speaks_to_shoppers_as_to_a_friend() -> None:
    """Her own statement alone keeps the distance of strangers."""
    formal = [
        text
        for message in messages("es")
        if not all("/her_" in path or "/_her_" in path for path, _line in message.locations)
        for text in texts(message.string)
        if FORMAL.search(text)
    ]

    assert formal == []


def test_english_renames_only_what_libraries_say() -> None:
    borrowed = {text for _context, text in gather(ROOT / "nomi" / "borrowed_words.py")}

    renamed = {message.id for message in messages("en")}

    assert renamed != set()
    assert renamed - borrowed == set()


@pytest.mark.parametrize(
    "path", ["/account/login/", "/account/signup/", "/account/password/reset/"]
)
@pytest.mark.django_db
def test_the_door_calls_an_address_as_the_shop_does(path: str, client: Client) -> None:
    page = client.get(path).content.decode()

    assert "E-mail" in page
    assert re.search(r"\bEmail\b|\bMe\b", page) is None


@pytest.mark.parametrize("kind", ["templates", "sources"])
def test_everything_shoppers_read_is_in_the_catalogues(kind: str) -> None:
    known = {(message.context, texts(message.id)[0]) for message in messages("es")}
    paths = list_templates() if kind == "templates" else list_sources()

    said = {each for path in paths for each in gather(path)}

    assert len(said) > 100
    assert said - known == set()


def test_templates_say_nothing_outside_the_catalogues() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): words
        for path in list_templates()
        if (words := find_bare_words(path.read_text("utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello there</p>",
        '<img alt="A bag">',
        '<p>{% translate "Yes" %} and no</p>',
        '<input placeholder="Search">',
    ],
)
def test_bare_words_are_found(source: str) -> None:
    assert len(find_bare_words(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Yes" %}</p>',
        "<p>{% blocktranslate %}One <b>word</b>{% endblocktranslate %} · {{ name }}</p>",
        "{# for readers of code #}<p>Nomi</p>",
        '<script type="application/json">{"ids": "data"}</script>',
    ],
)
def test_what_is_translated_is_not_taken_for_bare(source: str) -> None:
    assert find_bare_words(source) == []
