"""The demo's pictures: our own artwork, drawn beforehand in every width."""

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from oscar.core.loading import get_model

from nomi.demo.artwork.catalogue import RATIO, WIDTHS, find_pictures
from nomi.demo.goods.reading import Good, read_goods
from shop.goods.services.kinds import COLOURS
from shop.pictures.services import adopt_renditions

FOLDER = "goods"


@transaction.atomic
def seed_pictures() -> int:
    """Hang up the artwork of products that have no picture yet; return how many were hung."""
    goods = read_goods()
    Product = get_model("catalogue", "Product")
    skus = {good.sku for good in goods}
    bare = dict(Product.objects.filter(upc__in=skus, images=None).values_list("upc", "pk"))
    images = [image for good in goods if good.sku in bare for image in _hang(good, bare[good.sku])]
    get_model("catalogue", "ProductImage").objects.bulk_create(images)
    return len(images)


def _hang(good: Good, product_id: int) -> list[Any]:
    """Return the images of one product and its variants; their files are put in place."""
    children = dict(
        get_model("catalogue", "Product")
        .objects.filter(parent_id=product_id)
        .values_list("upc", "pk")
    )
    images = []
    for place, colour in enumerate(dict.fromkeys(each.colour for each in good.variants)):
        masters = [master for master in find_pictures(good.slug, colour) if master.exists()]
        own = [children[each.sku] for each in good.variants if each.colour == colour]
        for at, master in enumerate(masters):
            name = _store(master, slug=good.slug)
            view = good.views.get(master.stem.partition("-")[2], "")
            caption = f"{good.title} in {COLOURS[colour].lower()}, {view}".rstrip(", ")
            holders = [*own, product_id] if place == 0 or at == 0 else own
            images += [
                get_model("catalogue", "ProductImage")(
                    product_id=holder,
                    original=name,
                    caption=caption,
                    display_order=at if holder != product_id or place == 0 else 10 + place,
                )
                for holder in holders
            ]
    return images


def _store(master: Path, *, slug: str) -> str:
    """Copy a picture and its renditions into the storage; return the picture's name there."""
    name = f"{FOLDER}/{slug}/{master.name}"
    renditions = {width: master.with_name(f"{master.stem}-{width}.webp") for width in WIDTHS}
    there = {width: path for width, path in renditions.items() if path.exists()}
    for path in (master, *there.values()):
        target = f"{FOLDER}/{slug}/{path.name}"
        if not default_storage.exists(target):
            default_storage.save(target, ContentFile(path.read_bytes()))
    width = max(WIDTHS)
    height = width * RATIO[1] // RATIO[0]
    adopt_renditions(name=name, width=width, height=height, widths=sorted(there))
    return name
