"""Reading a page's form as a browser does, filling it in and sending it."""

from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image


class FormReader(HTMLParser):
    """The values that a browser would send with the page's form."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.select = ""
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        name = facts.get("name") or ""
        if tag == "input":
            self._read_input(name, facts)
        elif tag == "select":
            self.select = name
            self.values.setdefault(name, "")
        elif tag == "option" and self.select and "selected" in facts:
            self.values[self.select] = facts.get("value") or ""
        elif tag == "textarea":
            self.area = name
            self.values[name] = ""

    def _read_input(self, name: str, facts: dict[str, str | None]) -> None:
        kind = facts.get("type") or "text"
        if kind in {"file", "submit", "button"} or not name:
            return
        if kind == "checkbox" and "checked" not in facts:
            return
        self.values[name] = facts.get("value") or ("on" if kind == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data


def read_form(client: Client, address: str) -> dict[str, Any]:
    """Open the page and return what its form would send unchanged."""
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    reader = FormReader()
    reader.feed(page.content.decode())
    unsent = {"csrfmiddlewaretoken", "_addanother", "_continue", "q"}
    return {
        name: value.removeprefix("\n") if isinstance(value, str) else value
        for name, value in reader.values.items()
        if name not in unsent and "__prefix__" not in name
    }


def find_errors(response: Any) -> list[str]:
    """Return every refusal that stands on the page."""
    found: list[str] = []
    for errors in response.context["errors"]:
        found += [str(errors)] if isinstance(errors, str) else [str(words) for words in errors]
    return found


def make_upload(
    kind: str = "JPEG", *, name: str = "photo.jpg", size: tuple[int, int] = (60, 40)
) -> SimpleUploadedFile:
    """Return a picture as a browser uploads it, with a place in its metadata."""
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    content = BytesIO()
    Image.new("RGB", size, "teal").save(content, kind, exif=exif)
    return SimpleUploadedFile(name, content.getvalue())
