"""The buyer moved after paying: correct where the goods go, while nothing has left."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.checkout.address import Address
from shop.checkout.regions import REGIONS
from shop.checkout.tax import get_tax_port
from shop.money import to_minor
from shop.order.queries import ON_HOLD, UNSHIPPED_STATUSES, lock_order, was_ever_paid


class AddressRefused(Exception):  # noqa: N818 - says what happened
    """The order has left, was not paid, or would be taxed otherwise; nothing was changed."""


def can_correct_address(*, order: Any) -> bool:
    """Return whether the goods of a paid order are all still here, and go to an address."""
    if order.shipping_address_id is None:
        return False
    if order.status == ON_HOLD:
        return was_ever_paid(order=order)
    return order.status in UNSHIPPED_STATUSES


@transaction.atomic
def correct_address(*, order_id: int, address: Address, by: Any) -> None:
    """Send the order's goods to another address that costs the same tax and the same delivery.

    Both were frozen when the order was placed, so a place that costs more or less would have to be
    settled. Raise `AddressRefused` for that, and once a part has left.
    """
    order = lock_order(order_id)
    if not can_correct_address(order=order):
        message = _("Order %(number)s is “%(status)s”: its address cannot be changed any more.")
        raise AddressRefused(message % {"number": order.number, "status": order.status})
    old = order.shipping_address
    before = _name_region(country_code=old.country_id, state=old.state)
    after = _name_region(country_code=address.country_code, state=address.state)
    if before != after and not _costs_the_same(order, address):
        message = _(
            "The tax and delivery of this order were worked out for %(before)s, not for %(after)s;"
            " the difference would have to be settled. Cancel its pieces, so that the money goes"
            " back, and ask the buyer to order again."
        )
        raise AddressRefused(message % {"before": before, "after": after})
    for name, text in address.list_columns().items():
        setattr(old, name, text)
    old.country_id = address.country_code
    old.save()
    order.notes.create(note_type="System", message=f"Delivery address corrected ({by})")


def _costs_the_same(order: Any, address: Address) -> bool:
    """Return whether tax and delivery there are to the cent what the buyer paid."""
    if address.country_code != order.shipping_address.country_id:
        return False  # the rates of delivery are those of a country
    lines = list(order.lines.order_by("pk"))
    nets = [to_minor(line.line_price_excl_tax) for line in lines]
    delivery = to_minor(order.shipping_excl_tax)
    taxes = get_tax_port().get_taxes(
        place=address.taxed_place, net_minors=nets, shipping_minor=delivery
    )
    grosses = [to_minor(line.line_price_incl_tax) for line in lines]
    paid = [gross - net for gross, net in zip(grosses, nets, strict=True)]
    paid_on_delivery = to_minor(order.shipping_incl_tax) - delivery
    return (list(taxes.lines), taxes.shipping_minor) == (paid, paid_on_delivery)


def _name_region(*, country_code: str, state: str) -> str:
    """Return the region that is taxed alike: a state where we know the states, else a country."""
    return f"{country_code}-{state}" if country_code in REGIONS else country_code
