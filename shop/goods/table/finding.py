"""Which product a line of the table is about, or what kind of new one it makes."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shop.goods.table.columns import Row
from shop.goods.table.shelf import Shelf, name_product

SOLD = ("price", "purchase", "freight", "duty", "handling", "stock", "low stock")


class LineRefused(Exception):  # noqa: N818 - says what happened
    """The line cannot be carried out; the words say why."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The product of a line and its stock record, None where they are to be made."""

    product: Any
    record: Any
    structure: str
    kind: Any
    parent: Any = None
    parent_row: Row | None = None
    """The line that makes the parent, when the same table does."""

    @property
    def is_child(self) -> bool:
        """Return whether it is a variant."""
        return self.structure == "child"

    @property
    def is_parent(self) -> bool:
        """Return whether it is sold in variants only."""
        return self.structure == "parent"


def find_product(row: Row, *, shelf: Shelf, made: dict[str, Row]) -> Found:
    """Return what the line is about; raise `LineRefused`."""
    product, record = _look_up(row, shelf=shelf)
    found = (
        _make_new(row, shelf=shelf, made=made)
        if product is None
        else _take_old(row, product=product, record=record)
    )
    if found.is_parent and (row.get("sku") or any(row.get(name) is not None for name in SOLD)):
        raise LineRefused(_("A product with variants has no SKU, price, cost or stock itself."))
    if found.is_child and row.get("kind"):
        raise LineRefused(_("A variant has its product's kind; leave the cell empty."))
    if not found.is_parent and record is None and not row.get("sku"):
        given = [name for name in SOLD if row.get(name) is not None]
        if given:
            raise LineRefused(
                _("Give it a SKU first: %(column)s needs one.") % {"column": given[0]}
            )
    return found


def _look_up(row: Row, *, shelf: Shelf) -> tuple[Any, Any]:
    """Return the product and the stock record that the codes of the line name."""
    upc, sku = row.get("upc"), row.get("sku")
    if not upc and not sku:
        raise LineRefused(_("Give a UPC or a SKU."))
    product = shelf.products.get(upc or "")
    if product is None and upc and upc.startswith("#"):
        raise LineRefused(_("There is no product %(code)s without a UPC.") % {"code": upc[:20]})
    holders = shelf.records.get(sku or "", [])
    if len(holders) > 1:
        raise LineRefused(_("Several partners use the SKU “%(sku)s”.") % {"sku": sku[:40]})
    holder, record = holders[0] if holders else (None, None)
    if product is not None and holder is not None and holder.pk != product.pk:
        facts = {"sku": sku[:40], "other": name_product(holder)}
        raise LineRefused(_("The SKU “%(sku)s” belongs to product %(other)s.") % facts)
    if product is not None and record is None:
        record = next(iter(product.stockrecords.all()), None)
        if record is not None and sku:
            facts = {"old": record.partner_sku}
            raise LineRefused(_("The product has the SKU “%(old)s”, and keeps it.") % facts)
    return product or holder, record


def _take_old(row: Row, *, product: Any, record: Any) -> Found:
    """Return a product that is there; it keeps its kind and its parent."""
    parent = row.get("parent upc")
    if parent and (product.parent is None or name_product(product.parent) != parent):
        raise LineRefused(_("A product that is there keeps the product it is a variant of."))
    kind = row.get("kind")
    own = product.parent.product_class if product.is_child else product.product_class
    if kind and not product.is_child and kind.lower() != own.name.lower():
        raise LineRefused(
            _("A product that is there keeps its kind “%(kind)s”.") % {"kind": own.name}
        )
    return Found(
        product=product,
        record=record,
        structure=product.structure,
        kind=own,
        parent=product.parent,
    )


def _make_new(row: Row, *, shelf: Shelf, made: dict[str, Row]) -> Found:
    """Return what a new product is: a variant, one that is sold itself, or one with variants."""
    parent = row.get("parent upc")
    if parent:
        return _make_variant(row, parent=parent, shelf=shelf, made=made)
    missing = [name for name in ("title", "kind") if not row.get(name)]
    if missing:
        raise LineRefused(_("A new product needs a %(column)s.") % {"column": missing[0]})
    structure = "standalone" if row.get("sku") else "parent"
    return Found(product=None, record=None, structure=structure, kind=_find_kind(row, shelf=shelf))


def _make_variant(row: Row, *, parent: str, shelf: Shelf, made: dict[str, Row]) -> Found:
    there = shelf.products.get(parent)
    maker = made.get(parent) if there is None else None
    if there is None and (maker is None or maker.get("sku")):
        raise LineRefused(
            _("There is no product with variants “%(code)s”.") % {"code": parent[:40]}
        )
    if there is not None and not there.is_parent:
        raise LineRefused(_("The product “%(code)s” has no variants.") % {"code": parent[:40]})
    if not row.get("sku"):
        raise LineRefused(_("A new variant needs a SKU."))
    kind = there.product_class if there is not None else _find_kind(maker, shelf=shelf)
    return Found(
        product=None, record=None, structure="child", kind=kind, parent=there, parent_row=maker
    )


def _find_kind(row: Any, *, shelf: Shelf) -> Any:
    name = row.get("kind") or ""
    kind = shelf.kinds.get(name.lower())
    if kind is None:
        raise LineRefused(_("There is no kind “%(kind)s”.") % {"kind": name[:40]})
    return kind
