"""Links that are passed on, and the picture that stands for them."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from PIL import Image

from nomi.platform.lettering import Words, break_lines
from shop.pictures.drawing import Sheet, draw_sheet
from shop.pictures.models import ShareDrawing
from shop.pictures.services import adopt_renditions
from shop.storefront.sharing import draw_due_pictures
from tests.shop.goods import Family, make_family, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def show(client: Client, family: Family) -> str:
    address = reverse("catalogue:detail", args=(family.parent.slug, family.parent.pk))
    return client.get(address).content.decode()


def find_share_picture(page: str) -> str:
    [address] = re.findall(r'og:image"\s+content="([^"]+)"', page)
    return str(address)


def draw() -> int:
    return draw_due_pictures(now=timezone.now())


def hang(family: Family) -> None:
    content = BytesIO()
    Image.new("RGB", (400, 500), "#2e3968").save(content, "WEBP")
    default_storage.save("a-400.webp", ContentFile(content.getvalue()))
    adopt_renditions(name="a.jpg", width=400, height=500, widths=[400])
    family.parent.images.create(original="a.jpg", caption="A tote", display_order=0)
    settle()


def test_drawing_is_made_once_and_named_on_the_page(client: Client) -> None:
    family = make_family()
    hang(family)
    before = find_share_picture(show(client, family))

    drawn = [draw(), draw()]

    after = find_share_picture(show(client, family))
    digest = ShareDrawing.objects.get().digest
    assert drawn == [1, 0]
    assert before.endswith("/media/a-400.webp")
    assert after.endswith(f"/media/share/{digest}.jpg")
    with default_storage.open(f"share/{digest}.jpg") as file, Image.open(file) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1200, 630), {})
    response: Any = client.get(f"/media/share/{digest}.jpg")
    assert (response.status_code, len(list(response.streaming_content)) > 0) == (200, True)


def test_product_without_a_picture_is_shared_with_the_shops(client: Client) -> None:
    assert "img/share" in find_share_picture(show(client, make_family()))


@pytest.mark.parametrize("what", ["price", "title", "picture"])
def test_change_of_what_is_said_draws_another(what: str) -> None:
    family = make_family()
    draw()
    before = ShareDrawing.objects.get().digest

    if what == "price":
        get_model("partner", "StockRecord").objects.update(price="19.00")
    elif what == "title":
        get_model("catalogue", "Product").objects.filter(pk=family.parent.pk).update(title="Other")
    else:
        hang(family)
    settle()

    assert (draw(), ShareDrawing.objects.get().digest == before) == (1, False)


def test_change_of_something_else_draws_nothing() -> None:
    family = make_family()
    draw()

    family.parent.description = "Other words."
    family.parent.save()
    settle()

    assert draw() == 0


def test_missing_file_leaves_a_drawing_with_words() -> None:
    family = make_family()
    hang(family)
    default_storage.delete("a-400.webp")

    assert draw() == 1


def test_few_are_drawn_at_a_time_and_none_is_forgotten() -> None:
    for n in range(3):
        make_family(slug=f"tote-{n}")

    counts = [draw_due_pictures(now=timezone.now(), limit=2) for _turn in range(3)]

    assert (counts, ShareDrawing.objects.count()) == ([2, 1, 0], 3)


def test_page_request_draws_nothing(client: Client) -> None:
    show(client, make_family())

    assert ShareDrawing.objects.count() == 0


def test_long_titles_are_cut_and_stay_on_the_sheet() -> None:
    title = "Extraordinarily " * 40
    words = Words(text=title, font="figbo", size=58, colour="#000000", lines=3)

    lines = break_lines(words, width=600)
    [one] = break_lines(
        Words(text="x" * 400, font="figo", size=44, colour="#000000", lines=1), width=600
    )

    assert len(lines) == 3
    assert (lines[-1].endswith("…"), one.endswith("…")) == (True, True)


def test_same_sheet_gives_the_same_picture() -> None:
    sheet = Sheet(title="Tote", price="$18.00", line="", picture=None)

    assert draw_sheet(sheet) == draw_sheet(sheet)


def test_links_to_pass_on_go_through_nobody(client: Client) -> None:
    family = make_family('A "tote" & more', slug="odd")

    page = show(client, family)

    [mail] = re.findall(r'href="(mailto:[^"]+)"', page)
    address = reverse("catalogue:detail", args=("odd", family.parent.pk))
    assert mail.startswith("mailto:?subject=A%20%22tote%22%20%26%20more&amp;body=http")
    assert f'data-copy="http://localhost:8000{address}"' in page
