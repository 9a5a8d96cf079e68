"""Note pictures and make their renditions, never inside a page request."""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from PIL import Image, ImageOps, features

from shop.pictures.models import (
    AVIF,
    WEBP,
    Picture,
    ShareDrawing,
    name_drawing,
    name_rendition,
)

WIDTHS = (400, 800, 1200)
ENCODING: dict[str, dict[str, int]] = {
    WEBP: {"quality": 82, "method": 4},
    AVIF: {"quality": 60, "speed": 7},
}
CAN_AVIF: bool = features.check("avif") is True


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


def make_renditions(*, picture_id: int) -> bool:
    """Write the smaller versions of a picture, decoded and encoded anew, without metadata.

    Files first, row last: killed in between, the next run writes the same files again. Renditions
    that are there stay; AVIF is made beside them. Return False for a file that cannot be read.
    """
    picture = find_waiting().filter(pk=picture_id).first()
    if picture is None:
        return True
    try:
        with default_storage.open(picture.name) as file, Image.open(file) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except OSError:
        return False
    widths = picture.widths or _choose_widths(upright)
    kinds = [*(() if picture.widths else (WEBP,)), *((AVIF,) if CAN_AVIF else ())]
    for width in widths:
        for kind in kinds:
            _write_rendition(picture, image=upright, width=width, kind=kind)
    extent = {} if picture.widths else {"width": upright.width, "height": upright.height}
    Picture.objects.filter(pk=picture.pk).update(
        widths=widths, has_avif=CAN_AVIF, tint=find_tint(upright), **extent
    )
    return True


def make_missing_renditions(*, limit: int = 20) -> int:
    """Make the renditions of pictures that lack some; return how many were looked at.

    Any twenty of them: files that cannot be read do not keep the others waiting for ever.
    """
    waiting = list(find_waiting().order_by("?").values_list("pk", flat=True)[:limit])
    for picture_id in waiting:
        make_renditions(picture_id=picture_id)
    return len(waiting)


def find_waiting() -> QuerySet[Picture]:
    """Return the pictures that have no renditions, or none as AVIF."""
    lacks_avif = Q(has_avif=False) if CAN_AVIF else Q(pk__in=[])
    return Picture.objects.filter(Q(widths=[]) | lacks_avif)


def find_tint(image: Image.Image) -> str:
    """Return the mean colour of a picture, `#rrggbb`."""
    mean = image.resize((1, 1), Image.Resampling.BOX).tobytes()
    return f"#{mean.hex()}"


def keep_drawing(*, product_id: int, digest: str, draw: Callable[[], bytes], now: datetime) -> bool:
    """Keep the picture for sharing that shows what the digest stands for; False when it is there.

    The file first, the row last, and no transaction while it is drawn. Older files stay: pages
    that were read before still name them.
    """
    if ShareDrawing.objects.filter(product_id=product_id, digest=digest).exists():
        return False
    name = name_drawing(digest)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(draw()))
    ShareDrawing.objects.update_or_create(
        product_id=product_id, defaults={"digest": digest, "drawn_at": now}
    )
    return True


def _choose_widths(image: Image.Image) -> list[int]:
    return [each for each in WIDTHS if each <= image.width] or [image.width]


def _write_rendition(picture: Picture, *, image: Image.Image, width: int, kind: str) -> None:
    height = max(1, round(image.height * width / image.width))
    small = image.resize((width, height), Image.Resampling.LANCZOS)
    encoded = BytesIO()
    small.save(encoded, kind.upper(), **ENCODING[kind])
    name = name_rendition(name=picture.name, width=width, kind=kind)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(encoded.getvalue()))
