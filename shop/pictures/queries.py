"""What a page needs to show a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.templatetags.static import static
from oscar.core.loading import get_model

from shop.pictures.models import AVIF, name_rendition

MIDDLE_WIDTH = 800
BLANK = "img/no-picture.svg"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Addresses and size of a picture, as an `img` needs them."""

    src: str
    srcset: str
    width: int
    height: int
    avif_srcset: str = ""
    tint: str = ""

    @property
    def large_src(self) -> str:
        """Return the address of the largest rendition."""
        return self.srcset.rpartition(", ")[2].partition(" ")[0] or self.src

    @property
    def small_src(self) -> str:
        """Return the address of the smallest rendition."""
        return self.srcset.partition(" ")[0] or self.src


def show_picture(
    *,
    name: str,
    width: int,
    height: int,
    widths: Sequence[int],
    has_avif: bool = False,
    tint: str = "",
) -> Shown:
    """Return what an `img` needs; a blank stands in until the renditions are made."""
    if not widths:
        return Shown(src=static(BLANK), srcset="", width=width, height=height, tint=tint)
    addresses = {
        each: default_storage.url(name_rendition(name=name, width=each)) for each in sorted(widths)
    }
    middle = [each for each in addresses if each <= MIDDLE_WIDTH] or list(addresses)
    return Shown(
        src=addresses[middle[-1]],
        srcset=", ".join(f"{address} {each}w" for each, address in addresses.items()),
        width=width,
        height=height,
        avif_srcset=_list_avif(name, widths) if has_avif else "",
        tint=tint,
    )


def _list_avif(name: str, widths: Sequence[int]) -> str:
    return ", ".join(
        f"{default_storage.url(name_rendition(name=name, width=each, kind=AVIF))} {each}w"
        for each in sorted(widths)
    )


@dataclass(frozen=True, kw_only=True)
class ProductPicture:
    """A picture of a product in its place."""

    product_id: int
    alt: str
    shown: Shown


_OF_PRODUCTS = """
SELECT i.id, i.product_id, i.original, i.caption, pic.width, pic.height, pic.widths,
    pic.has_avif, pic.tint
FROM catalogue_productimage i LEFT JOIN pictures_picture pic ON pic.name = i.original
WHERE i.product_id = ANY (%s) ORDER BY i.product_id, i.display_order, i.id
"""


def get_product_pictures(*, product_ids: Iterable[int]) -> list[ProductPicture]:
    """Return the pictures of these products, each product's in their order. One query."""
    images = get_model("catalogue", "ProductImage").objects.raw(_OF_PRODUCTS, [list(product_ids)])
    return [
        ProductPicture(
            product_id=image.product_id,
            alt=image.caption,
            shown=show_picture(
                name=image.original.name,
                width=image.width or MIDDLE_WIDTH,
                height=image.height or MIDDLE_WIDTH * 5 // 4,
                widths=image.widths or (),
                has_avif=bool(image.has_avif),
                tint=image.tint or "",
            ),
        )
        for image in images
    ]
