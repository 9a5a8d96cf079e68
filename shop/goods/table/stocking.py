"""What a line of the table does to price, pieces and landed cost."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from nomi.platform.safe_csv import write_amount
from shop.costing.models import LandedCost
from shop.goods.table.columns import Row
from shop.goods.table.finding import Found, LineRefused
from shop.money import to_decimal, to_minor

Note = Callable[[str, Any, Any], None]
PARTS = ("purchase", "freight", "duty", "handling")


def plan_stock(row: Row, found: Found, *, partner: Any, note: Note) -> dict[str, Any]:
    """Return the fields of the stock record that change."""
    record = found.record
    fields: dict[str, Any] = {}
    if record is None and row.get("sku"):
        if partner is None:
            raise LineRefused(_("There is no partner yet who sends goods."))
        fields |= {"partner_sku": row.get("sku"), "partner_id": partner.pk}
        note("sku", "", row.get("sku"))
    price = row.get("price")
    old = to_minor(record.price) if record is not None and record.price is not None else None
    if price is not None and price != old:
        fields["price"] = to_decimal(price)
        note("price", write_amount(old), write_amount(price))
    for column, name in (("stock", "num_in_stock"), ("low stock", "low_stock_threshold")):
        new, before = row.get(column), getattr(record, name, None)
        if new is not None and new != before:
            fields[name] = new
            note(column, before, new)
    held = (record.num_allocated or 0) if record is not None else 0
    if fields.get("num_in_stock", held) < held:
        raise LineRefused(_("Orders hold %(held)d pieces; there cannot be fewer.") % {"held": held})
    return fields


def plan_cost(
    row: Row, found: Found, *, costs: Mapping[int, LandedCost], note: Note
) -> dict[str, int]:
    """Return the parts of the landed cost in cents when they are others than today's."""
    given = [row.get(part) for part in PARTS]
    if all(part is None for part in given):
        return {}
    if any(part is None for part in given):
        raise LineRefused(_("Give all four parts of the landed cost, or none."))
    if not sum(given):
        raise LineRefused(_("A piece costs something: one part is above nothing."))
    cost = costs.get(found.record.pk) if found.record is not None else None
    parts = {f"{part}_minor": value for part, value in zip(PARTS, given, strict=True)}
    if cost is not None and all(getattr(cost, name) == value for name, value in parts.items()):
        return {}
    old = " + ".join(write_amount(getattr(cost, name)) for name in parts) if cost else ""
    note("landed cost", old, " + ".join(write_amount(value) for value in parts.values()))
    return parts
