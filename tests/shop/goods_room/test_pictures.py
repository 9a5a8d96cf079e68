"""Pictures on the product's page: safe, in order, never without words."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from PIL import Image

from tests.nomi.test_safe_files import BAD, make_png_bomb
from tests.shop.goods import Family
from tests.shop.goods_room.pages import find_errors, make_upload, read_form

ProductImage = get_model("catalogue", "ProductImage")
pytestmark = pytest.mark.django_db


@pytest.fixture
def address(family: Family) -> str:
    return reverse("admin:catalogue_product_change", args=(family.parent.pk,))


def fill(client: Client, address: str, upload: Any, **row: Any) -> dict[str, Any]:
    values = {"original": upload, "caption": "A tote", "display_order": "0"} | row
    form = read_form(client, address)
    return form | {
        "images-TOTAL_FORMS": "1",
        "title": "New tote",
        **{f"images-0-{name}": value for name, value in values.items()},
    }


@pytest.mark.parametrize("who", ["manager", "content"])
def test_picture_is_encoded_anew_under_a_random_name(
    request: pytest.FixtureRequest, address: str, who: str
) -> None:
    client = request.getfixturevalue(who)
    upload = make_upload(name="../../Mary at home.jpg")

    saved = client.post(address, fill(client, address, upload))

    image = ProductImage.objects.get()
    with default_storage.open(image.original.name) as file, Image.open(file) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (60, 40), {})
    assert saved.status_code == 302
    assert "mary" not in image.original.name.lower()
    assert len(image.original.name.rpartition("/")[2]) == 32 + len(".jpg")


@pytest.mark.parametrize("kind", [*BAD, "bomb", "pdf"])
def test_unsafe_file_is_refused_in_words_and_words_are_kept(
    manager: Client, address: str, kind: str
) -> None:
    bytes_ = {"bomb": make_png_bomb(), "pdf": b"%PDF-1.4 x"}
    content = bytes_.get(kind) or BAD[kind][0]
    upload = SimpleUploadedFile("photo.jpg", content)

    refused = manager.post(address, fill(manager, address, upload, caption="A blue tote"))

    assert refused.status_code == 200
    assert len(find_errors(refused)) == 1
    assert 'value="A blue tote"' in refused.content.decode()
    assert 'value="New tote"' in refused.content.decode()
    assert ProductImage.objects.count() == 0
    assert get_model("catalogue", "Product").objects.filter(title="New tote").count() == 0


def test_picture_without_words_is_refused(manager: Client, address: str) -> None:
    refused = manager.post(address, fill(manager, address, make_upload(), caption="  "))

    assert find_errors(refused) == [
        "Say in a few words what the picture shows, for those who cannot see it."
    ]
    assert ProductImage.objects.count() == 0


def test_order_is_set_by_numbers_without_a_script(manager: Client, address: str) -> None:
    for place in (0, 1):
        form = read_form(manager, address)
        row = {"original": make_upload(), "caption": f"Picture {place}", "display_order": place}
        form["images-TOTAL_FORMS"] = place + 1
        manager.post(address, form | {f"images-{place}-{name}": v for name, v in row.items()})
    form = read_form(manager, address)

    saved = manager.post(
        address, form | {"images-0-display_order": "1", "images-1-display_order": "0"}
    )

    assert saved.status_code == 302
    assert [image.caption for image in ProductImage.objects.order_by("display_order")] == [
        "Picture 1",
        "Picture 0",
    ]
