"""The share of a price, for any page: computed by the function the books use.

`{% load impact_share %}`. All amounts are whole cents; a landed cost of None means unknown, and
then nothing is claimed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from impact.api import quote_share
from impact.pages.words import write_cents, write_count, write_dollars

register = template.Library()

COST_LABELS = ("purchase_minor", "freight_minor", "duty_minor", "handling_minor")


@register.filter
def as_dollars(amount_minor: int) -> str:
    """Write cents as dollars and cents."""
    return write_cents(amount_minor)


@register.filter
def as_count(count: int | None) -> str:
    """Write how many accounts there are, or that they are enough."""
    return write_count(count)


@register.filter
def whole_dollars(dollars: int) -> str:
    """Write whole dollars, the same in every language."""
    return write_dollars(dollars)


def _find_share(*, net_minor: int, landed_unit_minor: int | None, quantity: int = 1) -> int:
    """Return the line's share in cents, 0 when its cost is unknown."""
    if landed_unit_minor is None or quantity < 1:
        return 0
    return quote_share(
        net_unit_minor=net_minor, landed_unit_minor=landed_unit_minor * quantity
    ).share_minor


@register.simple_tag
def share_amount(*, price_minor: int, landed_minor: int | None) -> str:
    """Write what of a price goes to the fund, `$0.00` when nothing does."""
    return write_cents(_find_share(net_minor=price_minor, landed_unit_minor=landed_minor))


@register.simple_tag
def share_sentence(*, price_minor: int, landed_minor: int | None, name: str = "") -> str:
    """Write "$1.92 of this tote's $18.00 goes to the Training Fund."; nothing without a share."""
    share = _find_share(net_minor=price_minor, landed_unit_minor=landed_minor)
    if not share:
        return ""
    return format_html(
        _("{share} of this {name}'s {price} goes to the Training Fund."),
        share=write_cents(share),
        name=name or _("item"),
        price=write_cents(price_minor),
    )


@register.simple_tag
def basket_share(*, lines: Iterable[Mapping[str, Any]], is_order: bool = False) -> str:
    """Write what of a basket, or of the order it became, goes to the fund; nothing without a share.

    `lines` are mappings with `net_minor` (the whole line after discounts), `landed_unit_minor`
    and `quantity`.
    """
    basket = list(lines)
    share = sum(
        _find_share(
            net_minor=line["net_minor"],
            landed_unit_minor=line["landed_unit_minor"],
            quantity=line["quantity"],
        )
        for line in basket
    )
    if not share:
        return ""
    words = (
        _("{share} of this order's {total} goes to the Training Fund.")
        if is_order
        else _("{share} of this basket's {total} goes to the Training Fund.")
    )
    return format_html(
        words,
        share=write_cents(share),
        total=write_cents(sum(line["net_minor"] for line in basket)),
    )


@register.inclusion_tag("impact/_price_split.html")
def price_split(
    *, price_minor: int, landed_minor: int | None, cost_parts: Mapping[str, int] | None = None
) -> dict[str, object]:
    """Draw where a price goes: a bar with a table beside it; nothing when the cost is unknown.

    `cost_parts` maps `purchase_minor`, `freight_minor`, `duty_minor` and `handling_minor` to
    cents; without it the landed cost is one part.
    """
    if landed_minor is None or landed_minor > price_minor:
        return {"parts": []}
    share = _find_share(net_minor=price_minor, landed_unit_minor=landed_minor)
    rest = price_minor - landed_minor - share
    parts = [
        *_cut_cost(landed_minor=landed_minor, cost_parts=cost_parts or {}),
        {"label": _("Share for the Training Fund"), "value": share, "kind": "share"},
        {"label": _("Running the store and the programme"), "value": rest, "kind": "rest"},
    ]
    parts = [{**part, "text": write_cents(part["value"])} for part in parts if part["value"]]
    return {"parts": parts, "price": write_cents(price_minor), "share": write_cents(share)}


def _cut_cost(*, landed_minor: int, cost_parts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the parts of the landed cost, or the whole of it when its parts are not known."""
    labels = [_("Paid to the makers' enterprise"), _("Freight"), _("Duty"), _("Inbound handling")]
    amounts = [cost_parts.get(name, 0) for name in COST_LABELS]
    if sum(amounts) != landed_minor:
        labels, amounts = [_("Landed cost")], [landed_minor]
    return [
        {"label": label, "value": amount, "kind": str(number)}
        for number, (label, amount) in enumerate(zip(labels, amounts, strict=True), start=1)
    ]
