"""Note pictures and make their renditions, never inside a page request."""

from collections.abc import Sequence
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps

from shop.pictures.models import Picture, name_rendition

WIDTHS = (400, 800, 1200)
QUALITY = 82


@transaction.atomic
def note_picture(*, name: str) -> Picture | None:
    """Note a stored picture with the size that its header states. Noted twice is noted once.

    A file that is missing or holds no picture is not noted.
    """
    picture = Picture.objects.filter(name=name).first()
    if picture is not None:
        return picture
    try:
        with default_storage.open(name) as file, Image.open(file) as image:
            width, height = image.size
    except OSError:
        return None
    picture, _is_new = Picture.objects.get_or_create(
        name=name, defaults={"width": width, "height": height}
    )
    return picture


@transaction.atomic
def adopt_renditions(*, name: str, width: int, height: int, widths: Sequence[int]) -> None:
    """Note a picture whose renditions were made beforehand and lie beside it."""
    Picture.objects.update_or_create(
        name=name, defaults={"width": width, "height": height, "widths": sorted(widths)}
    )


def make_renditions(*, picture_id: int) -> None:
    """Write the smaller versions of a picture, decoded and encoded anew, without metadata.

    Files first, row last: killed in between, the next run writes the same files again.
    """
    picture = Picture.objects.filter(pk=picture_id, widths=[]).first()
    if picture is None:
        return
    with default_storage.open(picture.name) as file, Image.open(file) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    widths = [each for each in WIDTHS if each <= upright.width] or [upright.width]
    for each in widths:
        _write_rendition(picture, image=upright, width=each)
    Picture.objects.filter(pk=picture.pk).update(
        width=upright.width, height=upright.height, widths=widths
    )


def make_missing_renditions(*, limit: int = 20) -> int:
    """Make the renditions of pictures that have none yet; return how many were looked at."""
    waiting = list(Picture.objects.filter(widths=[]).values_list("pk", flat=True)[:limit])
    for picture_id in waiting:
        make_renditions(picture_id=picture_id)
    return len(waiting)


def _write_rendition(picture: Picture, *, image: Image.Image, width: int) -> None:
    height = max(1, round(image.height * width / image.width))
    small = image.resize((width, height), Image.Resampling.LANCZOS)
    encoded = BytesIO()
    small.save(encoded, "WEBP", quality=QUALITY, method=4)
    name = name_rendition(name=picture.name, width=width)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(encoded.getvalue()))
