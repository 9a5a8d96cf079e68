from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from shop.pictures import services
from shop.pictures.models import Picture
from shop.pictures.queries import show_picture
from shop.pictures.thumbnails import PremadeThumbnailer
from shop.search.models import ProductCard
from tests.shop.goods import make_family, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def store(name: str = "photo.jpg", *, width: int = 1000) -> str:
    content = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    Image.new("RGB", (width, 1250), "#2e3968").save(content, "JPEG", exif=exif)
    return str(default_storage.save(name, ContentFile(content.getvalue())))


def test_saved_image_is_noted_and_shown_in_lists() -> None:
    family = make_family()

    image = family.parent.images.create(original=store(), caption="A tote", display_order=0)
    settle()

    picture = Picture.objects.get()
    card = ProductCard.objects.get()
    assert (picture.name, picture.width, picture.height, picture.widths) == (
        image.original.name,
        1000,
        1250,
        [],
    )
    assert (card.picture_name, card.picture_alt, card.picture_width) == (
        picture.name,
        "A tote",
        1000,
    )


def test_lists_offer_the_smaller_kind_and_the_colour_once_they_are_made() -> None:
    family = make_family()
    family.parent.images.create(original=store(), caption="A tote", display_order=0)
    settle()
    before = Client().get("/shop/").content.decode()

    services.make_renditions(picture_id=Picture.objects.get().pk)
    settle()

    page = Client().get("/shop/").content.decode()
    assert ("image/avif" in before, "picture__tint" in before) == (False, False)
    assert page.count('type="image/avif"') == 1
    assert f'fill="{Picture.objects.get().tint}"' in page


def test_make_renditions_writes_each_width_once_without_metadata() -> None:
    picture = services.note_picture(name=store())
    assert picture is not None

    for _again in range(2):
        services.make_renditions(picture_id=picture.pk)

    picture.refresh_from_db()
    files = sorted(default_storage.listdir("")[1])
    assert picture.widths == [400, 800]
    assert files == [
        "photo-400.avif",
        "photo-400.webp",
        "photo-800.avif",
        "photo-800.webp",
        "photo.jpg",
    ]
    for name in files[:2]:
        with default_storage.open(name) as file, Image.open(file) as small:
            assert (small.size, dict(small.getexif())) == ((400, 500), {})
    assert picture.has_avif is True


def test_tint_is_the_mean_colour() -> None:
    picture = services.note_picture(name=store())
    assert picture is not None

    services.make_renditions(picture_id=picture.pk)

    picture.refresh_from_db()
    assert picture.tint in {"#2e3968", "#2e3967", "#2d3968"}


def test_adopted_renditions_stay_and_get_avif_beside_them() -> None:
    name = store()
    default_storage.save("photo-400.webp", ContentFile(b"as it was drawn"))
    services.adopt_renditions(name=name, width=1200, height=1500, widths=[400])

    services.make_missing_renditions()

    picture = Picture.objects.get()
    with default_storage.open("photo-400.webp") as file:
        assert file.read() == b"as it was drawn"
    assert (picture.width, picture.widths, picture.has_avif) == (1200, [400], True)
    assert default_storage.exists("photo-400.avif")


def test_missing_file_keeps_no_other_picture_waiting() -> None:
    gone, there = (services.note_picture(name=store(name)) for name in ("a.jpg", "b.jpg"))
    assert gone is not None
    assert there is not None
    default_storage.delete("a.jpg")

    services.make_missing_renditions()

    there.refresh_from_db()
    assert (services.make_renditions(picture_id=gone.pk), there.widths) == (False, [400, 800])


def test_shown_picture_names_avif_only_where_it_is() -> None:
    known = {"name": "b.jpg", "width": 1200, "height": 1500, "widths": [400, 800]}

    before = show_picture(**known)
    after = show_picture(**known, has_avif=True)

    assert (before.avif_srcset, before.large_src) == ("", "/media/b-800.webp")
    assert after.avif_srcset == "/media/b-400.avif 400w, /media/b-800.avif 800w"


def test_small_picture_keeps_its_width() -> None:
    picture = services.note_picture(name=store(width=300))
    assert picture is not None

    services.make_missing_renditions()

    picture.refresh_from_db()
    assert picture.widths == [300]


def test_shown_picture_names_every_rendition() -> None:
    shown = show_picture(name="a/b.jpg", width=1200, height=1500, widths=[1200, 400, 800])

    assert shown.src == "/media/a/b-800.webp"
    assert shown.srcset == (
        "/media/a/b-400.webp 400w, /media/a/b-800.webp 800w, /media/a/b-1200.webp 1200w"
    )
    assert shown.small_src == "/media/a/b-400.webp"


def test_file_that_is_no_picture_is_not_noted() -> None:
    default_storage.save("note.jpg", ContentFile(b"<svg>"))

    noted = [services.note_picture(name=name) for name in ("note.jpg", "missing.jpg")]

    assert (noted, Picture.objects.count()) == ([None, None], 0)


@pytest.mark.parametrize(
    ("size", "name"),
    [("100x100", "b-400.webp"), ("500x", "b-800.webp"), ("4000x", "b.jpg"), ("x", "b-400.webp")],
)
def test_thumbnailer_chooses_among_what_there_is(size: str, name: str) -> None:
    services.adopt_renditions(name="b.jpg", width=1200, height=1500, widths=[400, 800])

    assert PremadeThumbnailer().generate_thumbnail("b.jpg", size=size).name == name


def ask(client: Client, path: str) -> int:
    response: Any = client.get(f"/media/{path}")
    if response.streaming:
        list(response.streaming_content)
    return int(response.status_code)


def test_only_renditions_are_public(client: Client, admin_client: Client) -> None:
    picture = services.note_picture(name=store())
    assert picture is not None
    services.make_renditions(picture_id=picture.pk)

    paths = (
        "photo-400.webp",
        "photo-400.avif",
        "photo.jpg",
        "share/photo.jpg",
        "../secret-1.webp",
        "%00-1.webp",
        "none-1.webp",
    )
    strangers = [ask(client, path) for path in paths]

    assert strangers == [200, 200, 404, 404, 400, 400, 404]
    assert ask(admin_client, "photo.jpg") == 200
