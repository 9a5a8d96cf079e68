"""Fault 6: what becomes of an uploaded picture."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from oscar.apps.dashboard.catalogue.forms import ProductImageForm
from oscar.core.loading import get_model
from PIL import Image

from shop.goods.admin.pictures import PictureForm
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db
GPS = 0x8825
LATITUDE = {1: "N", 2: (13.0, 45.0, 22.0)}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def make_picture(kind: str = "JPEG") -> SimpleUploadedFile:
    content, exif = BytesIO(), Image.Exif()
    exif[GPS] = LATITUDE
    options = {"exif": exif} if kind == "JPEG" else {}
    Image.new("RGB", (60, 40), "#2e3968").save(content, kind, **options)
    return SimpleUploadedFile(f"phone.{kind.lower()}", content.getvalue())


def read_place(file: Any) -> dict[int, Any]:
    file.seek(0)
    with Image.open(file) as image:
        return dict(image.getexif().get_ifd(GPS))


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "BMP", "TIFF"])
def test_fault_06_stock_keeps_a_picture_with_the_place_it_was_taken(kind: str) -> None:
    data = {"images-0-product": make_product().pk, "images-0-display_order": 0}
    files = {"images-0-original": make_picture(kind)}
    form = ProductImageForm(data=data, files=files, prefix="images-0")

    assert form.is_valid()

    if kind == "JPEG":
        kept = get_model("catalogue", "ProductImage").objects.get(pk=form.save().pk)
        with kept.original.open() as file:
            assert read_place(file)[1] == "N"
        assert "phone" in kept.original.name


def send(file: SimpleUploadedFile) -> PictureForm:
    """Return the form of the staff page for pictures, filled in."""
    form = PictureForm({"caption": "A tote", "display_order": 0}, {"original": file})
    form.instance.product = make_product()
    return form


def test_fault_06_picture_is_encoded_anew_and_any_other_format_refused() -> None:
    kept = send(make_picture()).save()
    refused = [send(make_picture(kind)) for kind in ("GIF", "BMP", "TIFF")]

    with kept.original.open() as file:
        assert read_place(file) == {}
    assert "phone" not in kept.original.name
    assert [form.is_valid() for form in refused] == [False, False, False]
    assert get_model("catalogue", "ProductImage").objects.count() == 1
