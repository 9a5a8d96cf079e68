"""Read what stands in the way of a new order, and where a shopper's goods went before."""

from dataclasses import dataclass
from typing import Any

from oscar.core.loading import get_model

from shop.checkout.address import list_fields
from shop.order.queries import UNPAID_STATUSES
from shop.order.summary import get_address_lines


@dataclass(frozen=True, kw_only=True)
class KeptAddress:
    """One address of a shopper's own list."""

    pk: int
    lines: tuple[str, ...]
    is_default: bool


def find_rival_order(*, number: str, basket_id: int) -> Any | None:
    """Return this visitor's earlier unpaid order of another basket, or None."""
    if not number:
        return None
    return (
        get_model("order", "Order")
        .objects.filter(number=number, status__in=UNPAID_STATUSES)
        .exclude(basket_id=basket_id)
        .first()
    )


def list_kept(*, user: Any) -> list[KeptAddress]:
    """Return the shopper's addresses in countries that we serve, the default first. One query."""
    return _list(country__is_shipping_country=True, user=user)


def list_own(*, user: Any) -> list[KeptAddress]:
    """Return all addresses of the shopper's list, the default first. One query."""
    return _list(user=user)


def _list(**which: Any) -> list[KeptAddress]:
    rows = get_model("address", "UserAddress").objects.filter(**which)
    ordered = rows.select_related("country").order_by("-is_default_for_shipping", "-pk")
    return [
        KeptAddress(pk=row.pk, lines=get_address_lines(row), is_default=row.is_default_for_shipping)
        for row in ordered
    ]


def find_kept(*, user: Any, pk: int) -> dict[str, str] | None:
    """Return one of the shopper's own addresses as the form's fields, or None."""
    row = get_model("address", "UserAddress").objects.filter(user=user, pk=pk).first()
    return list_fields(row) if row else None
