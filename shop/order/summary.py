"""An order as pages and mails show it: titles, figures in cents, an address, a state in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.addedgifts.port import AddedGift, find_added_gift
from shop.costing.queries import get_line_costs
from shop.giftcards.queries import find_bought, get_part_minor
from shop.money import to_minor
from shop.order.queries import (
    AWAITING_PAYMENT,
    CANCELLED,
    DELIVERED,
    ON_HOLD,
    PAID,
    PARTLY_SHIPPED,
    PAYMENT_PROCESSING,
    READY,
    RETURNED,
    SHIPPED,
    UNPAID_STATUSES,
)
from shop.presents.queries import get_present
from shop.presents.wish import NO_WISH, PresentWish
from shop.shipping.countries import name_country
from shop.shipping.rates import find_rate_name, is_collected

STATES: dict[str, str | Promise] = {
    AWAITING_PAYMENT: _("Waiting for payment"),
    PAYMENT_PROCESSING: _("Payment on its way"),
    PAID: _("Paid, being packed"),
    ON_HOLD: _("Being checked"),
    READY: _("Packed, ready to leave"),
    PARTLY_SHIPPED: _("Partly on its way"),
    SHIPPED: _("On its way"),
    DELIVERED: _("Delivered"),
    RETURNED: _("Returned"),
    CANCELLED: _("Cancelled"),
}


def name_state(status: str) -> str:
    """Return an order's status in the shopper's words."""
    return str(STATES.get(status, status))


@dataclass(frozen=True, kw_only=True)
class LineSummary:
    """One line as it was sold; nothing here is looked up in today's catalogue."""

    title: str
    sku: str
    quantity: int
    full_minor: int
    net_minor: int


@dataclass(frozen=True, kw_only=True)
class OrderSummary:
    """One order as it was placed."""

    number: str
    placed_at: datetime
    email: str
    status: str
    currency: str
    lines: tuple[LineSummary, ...]
    discounts: tuple[tuple[str, int], ...]
    shipping_name: str
    shipping_minor: int
    wrap_minor: int
    tax_minor: int
    total_minor: int
    address_lines: tuple[str, ...]
    share_lines: list[dict[str, int | None]]
    is_collected: bool = False
    """Whether the buyer collects it at an event, whose place is then its address."""
    present: PresentWish = NO_WISH
    gift_card_minor: int = 0
    """What a gift card pays of the total."""
    given_back_minor: int = 0
    """What went back of the order, or is on its way, in cents; never any of its gift."""
    buys_gift_card: bool = False
    gift: AddedGift | None = None
    """The gift to the fund on the same payment; none of the order's own figures count it."""

    @property
    def due_minor(self) -> int:
        """Return what money pays of the total."""
        return self.total_minor - self.gift_card_minor

    @property
    def paid_minor(self) -> int:
        """Return what one payment brings: what is due for the order, and its gift."""
        return self.due_minor + (self.gift.amount_minor if self.gift else 0)

    @property
    def goods_minor(self) -> int:
        """Return the goods before discounts."""
        return sum(line.full_minor for line in self.lines)

    @property
    def state(self) -> str:
        """Return the state in the shopper's words."""
        return name_state(self.status)

    @property
    def is_waiting(self) -> bool:
        """Return whether the money has not come yet."""
        return self.status in UNPAID_STATUSES

    @property
    def is_cancelled(self) -> bool:
        """Return whether the order ended without goods."""
        return self.status == CANCELLED


def get_order_summary(*, order: Any) -> OrderSummary:
    """Return the order's summary. Ten queries for any number of lines."""
    bought = find_bought(order=order)
    costs = get_line_costs(order=order)
    present = get_present(order=order)
    rows = list(order.lines.order_by("pk"))
    return OrderSummary(
        number=order.number,
        placed_at=order.date_placed,
        email=order.email or "",
        status=order.status,
        currency=order.currency,
        lines=tuple(
            LineSummary(
                title=row.title,
                sku=row.partner_sku,
                quantity=row.quantity,
                full_minor=to_minor(row.line_price_before_discounts_excl_tax),
                net_minor=to_minor(row.line_price_excl_tax),
            )
            for row in rows
        ),
        discounts=_get_discounts(order),
        shipping_name=str(find_rate_name(code=order.shipping_code) or order.shipping_method),
        shipping_minor=to_minor(order.shipping_excl_tax) - present.wrap_minor,
        wrap_minor=present.wrap_minor,
        tax_minor=to_minor(order.total_incl_tax - order.total_excl_tax),
        total_minor=to_minor(order.total_incl_tax),
        address_lines=get_address_lines(order.shipping_address),
        present=present,
        gift_card_minor=get_part_minor(order=order),
        given_back_minor=_sum_given_back(order),
        buys_gift_card=bought is not None,
        gift=_find_gift(order),
        is_collected=is_collected(order.shipping_code),
        share_lines=[
            {
                "net_minor": to_minor(row.line_price_excl_tax),
                "landed_unit_minor": costs.get(row.pk),
                "quantity": row.quantity,
            }
            for row in rows
            if bought is None
        ],
    )


def _sum_given_back(order: Any) -> int:
    """Return what refunds give back, those left out that came to nothing."""
    refunds = order.refunds.exclude(state__in=order.refunds.model.LOST)
    return refunds.aggregate(given_back=Sum("gross_minor"))["given_back"] or 0


def _find_gift(order: Any) -> AddedGift | None:
    """Return the gift of the order, unless it was given up."""
    gift = find_added_gift(order_number=order.number)
    return None if gift is None or gift.is_ended else gift


def get_address_lines(address: Any) -> tuple[str, ...]:
    """Return the delivery address line by line, empty lines left out."""
    if address is None:
        return ()
    place = " ".join(filter(None, (address.line4, address.state, address.postcode)))
    lines = (
        f"{address.first_name} {address.last_name}".strip(),
        address.line1,
        address.line2,
        place,
        name_country(code=address.country_id, name=address.country.printable_name),
    )
    return tuple(line for line in lines if line)


def _get_discounts(order: Any) -> tuple[tuple[str, int], ...]:
    """Return the discounts on goods by name; those on delivery are in its price already."""
    return tuple(
        (discount.offer_name or discount.voucher_code, to_minor(discount.amount))
        for discount in order.discounts.all()
        if discount.category == "Basket" and discount.amount
    )
