"""Components that compute, and the pictures that must exist."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from nomi.demo.artwork.catalogue import PICTURES, SERIES, WIDTHS, find_pictures
from nomi.templatetags.components import BAR_WIDTH, stacked_bar

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"
FRAME, FOOTER = COMPONENTS.parent / "base.html", COMPONENTS / "_footer.html"
MEGABYTE = 1_000_000


def _parts(*values: int) -> list[dict[str, object]]:
    return [{"label": "a", "value": value, "text": "$1", "kind": "1"} for value in values]


def test_stacked_bar_parts_fill_the_whole_bar() -> None:
    bar = stacked_bar(parts=_parts(1, 1, 1))["bar"]

    assert [part["x"] for part in bar] == [0, 333, 666]
    assert sum(part["width"] for part in bar) == BAR_WIDTH


def test_stacked_bar_leaves_out_parts_of_nothing() -> None:
    bar = stacked_bar(parts=_parts(0, 5))["bar"]

    assert [part["width"] for part in bar] == [BAR_WIDTH]


def test_stacked_bar_of_nothing_is_empty() -> None:
    assert stacked_bar(parts=_parts(0))["bar"] == []


def test_button_escapes_its_text() -> None:
    html = render_to_string("components/_button.html", {"text": "<b>x</b>"})

    assert html.count("<b>") == 0


def test_gallery_shows_every_component(client: Client) -> None:
    answer = client.get("/gallery/")

    shown = {template.name for template in answer.templates}
    for_machines = {"components/_share_card.html", "components/_alternates.html"}
    in_frame = set(re.findall(r'same_for_all "(\w+)"', FRAME.read_text() + FOOTER.read_text()))
    there = {f"components/{path.name}" for path in COMPONENTS.glob("*.html")}
    assert answer.status_code == 200
    assert there - shown - for_machines == {f"components/{name}.html" for name in in_frame}


def test_text_mail_does_not_escape() -> None:
    text = render_to_string("emails/_rows.txt", {"rows": [("Goods", "Mai & Lin's tote")]})

    assert text.strip() == "Goods: Mai & Lin's tote"


def test_every_agreed_picture_is_kept_in_every_width() -> None:
    masters = [
        master
        for series in SERIES
        for colour in series.colours
        for master in find_pictures(series.slug, colour)
    ]

    missing = [
        path
        for master in masters
        for path in (master, *(master.with_name(f"{master.stem}-{width}.webp") for width in WIDTHS))
        if not path.exists()
    ]
    assert missing == []


def test_pictures_stay_small() -> None:
    total = sum(path.stat().st_size for path in PICTURES.rglob("*") if path.is_file())

    assert total < 12 * MEGABYTE
