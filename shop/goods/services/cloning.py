"""Copy a product with its variants, to be changed before it goes on sale."""

import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

MARK = "-COPY"
LONGEST_UPC = 64
LONGEST_SKU = 128
LONGEST_TITLE = 255
VALUES = (
    *("value_text", "value_integer", "value_boolean", "value_float", "value_richtext"),
    *("value_date", "value_datetime", "value_option_id", "entity_content_type_id"),
    *("entity_object_id", "value_file", "value_image"),
)


class CloneRefused(Exception):  # noqa: N818 - says what happened
    """The product cannot be copied; the words say why."""


@transaction.atomic
def clone_product(*, product_id: int) -> tuple[Any, bool]:
    """Return a copy of the product that is not public and has no pieces, and whether it is new.

    Words, kind, categories, attributes, pictures in files of their own, prices and thresholds are
    copied, for each variant too; UPC and SKU get `-COPY`. What a piece costs is not: nobody has
    said so yet. Called twice it finds the first copy, until that gets a title of its own or goes
    on sale. Raise `CloneRefused` for a variant.
    """
    product = _lock_product(product_id)
    if product.is_child:
        raise CloneRefused(_("A variant is copied with its product; open that and copy it."))
    there = _find_copy(product)
    if there is not None:
        return there, False
    copy = _copy_one(product, parent=None)
    for child in product.children.order_by("pk"):
        _copy_one(child, parent=copy)
    return copy, True


def _lock_product(product_id: int) -> Any:
    """Return the product locked, so that a second press waits for the first one's copy."""
    products = get_model("catalogue", "Product").objects
    return products.select_for_update(of=("self",)).get(pk=product_id)


def _title_copy(product: Any) -> str:
    return (_("Copy of %(title)s") % {"title": product.title})[:LONGEST_TITLE]


def _find_copy(product: Any) -> Any:
    """Return the copy that nobody has touched yet."""
    found = get_model("catalogue", "Product").objects.filter(
        title=_title_copy(product), is_public=False, structure=product.structure
    )
    return found.filter(slug=_slug_copy(product)).order_by("pk").first()


def _slug_copy(product: Any) -> str:
    return f"{product.slug[: LONGEST_TITLE - len(MARK)]}{MARK.lower()}"


def _copy_one(product: Any, *, parent: Any) -> Any:
    """Copy a product or a variant with all that hangs on it."""
    copy = get_model("catalogue", "Product").objects.create(
        structure=product.structure,
        parent=parent,
        product_class_id=product.product_class_id,
        is_public=False,
        is_discountable=product.is_discountable,
        upc=_free_upc(product.upc),
        title=product.title if parent else _title_copy(product),
        slug=_slug_copy(product),
        description=product.description,
        meta_title=product.meta_title,
        meta_description=product.meta_description,
        priority=product.priority,
    )
    _copy_values(product, copy)
    for kept in product.productcategory_set.order_by("pk"):
        get_model("catalogue", "ProductCategory").objects.create(
            product=copy, category_id=kept.category_id
        )
    _copy_pictures(product, copy)
    for record in product.stockrecords.order_by("pk"):
        copy.stockrecords.create(
            partner_id=record.partner_id,
            partner_sku=_free_sku(record),
            price_currency=record.price_currency,
            price=record.price,
            num_in_stock=0,
            low_stock_threshold=record.low_stock_threshold,
        )
    return copy


def _copy_values(product: Any, copy: Any) -> None:
    for value in product.attribute_values.order_by("pk"):
        made = copy.attribute_values.create(
            attribute_id=value.attribute_id, **{name: getattr(value, name) for name in VALUES}
        )
        made.value_multi_option.set(value.value_multi_option.all())


def _copy_pictures(product: Any, copy: Any) -> None:
    """Copy the pictures into files of their own, so that neither product takes the other's away."""
    for image in product.images.order_by("display_order", "pk"):
        if not default_storage.exists(image.original.name):
            continue
        ending = image.original.name.rpartition(".")[2]
        with default_storage.open(image.original.name) as file:
            content = ContentFile(file.read(), name=f"{secrets.token_hex(16)}.{ending}")
        copy.images.create(
            original=content, caption=image.caption, display_order=image.display_order
        )


def _free_upc(upc: str | None) -> str | None:
    taken = get_model("catalogue", "Product").objects.filter
    return _find_free(upc, longest=LONGEST_UPC, is_taken=lambda one: taken(upc=one).exists())


def _free_sku(record: Any) -> str | None:
    taken = get_model("partner", "StockRecord").objects.filter
    return _find_free(
        record.partner_sku,
        longest=LONGEST_SKU,
        is_taken=lambda one: taken(partner_sku=one).exists(),
    )


def _find_free(code: str | None, *, longest: int, is_taken: Any) -> str | None:
    """Return the code with the mark of a copy, numbered where that is taken."""
    if not code:
        return code
    number = 1
    while True:
        mark = MARK if number == 1 else f"{MARK}-{number}"
        free = f"{code[: longest - len(mark)]}{mark}"
        if not is_taken(free):
            return free
        number += 1
