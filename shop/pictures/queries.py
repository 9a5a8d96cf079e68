"""What a page needs to show a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.files.storage import default_storage

from shop.pictures.models import Picture, name_rendition

MIDDLE_WIDTH = 800


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Addresses and size of a picture, as an `img` needs them."""

    src: str
    srcset: str
    width: int
    height: int

    @property
    def small_src(self) -> str:
        """Return the address of the smallest rendition."""
        return self.srcset.partition(" ")[0] or self.src


def show_picture(*, name: str, width: int, height: int, widths: Sequence[int]) -> Shown:
    """Return what an `img` needs; the original stands in until the renditions are made."""
    addresses = {
        each: default_storage.url(name_rendition(name=name, width=each)) for each in sorted(widths)
    }
    middle = [each for each in addresses if each <= MIDDLE_WIDTH]
    return Shown(
        src=addresses[middle[-1]] if middle else default_storage.url(name),
        srcset=", ".join(f"{address} {each}w" for each, address in addresses.items()),
        width=width,
        height=height,
    )


def find_pictures(*, names: Iterable[str]) -> dict[str, Shown]:
    """Return by name what is known of these pictures. One query."""
    return {
        picture.name: show_picture(
            name=picture.name,
            width=picture.width,
            height=picture.height,
            widths=picture.widths,
        )
        for picture in Picture.objects.filter(name__in=list(names))
    }
