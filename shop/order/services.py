"""Move an order through its states. The caller holds the order's lock (`queries.lock_order`)."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F
from oscar.core.loading import get_model

from shop.costing.queries import get_line_costs
from shop.events import OrderCancelled, OrderPaid, PaidLine, order_cancelled
from shop.giftcards.queries import find_bought, get_part_minor
from shop.giftcards.services.holding import CardRefused, hold_again, release_part
from shop.money import to_decimal, to_minor
from shop.order import vouchers
from shop.order.queries import CANCELLED, UNPAID_STATUSES
from shop.stock import services as stock


class StatusRefused(Exception):  # noqa: N818 - says what happened
    """The pipeline does not let the order go where it was sent."""


@transaction.atomic
def change_status(*, order: Any, to: str, reason: str, now: datetime) -> None:
    """Move the order to `to` and write down when and why; raise `StatusRefused` if it may not.

    A cancelled order becomes paid only after `revive_order` has put its stock back on hold.
    """
    before = order.status
    if to not in order.available_statuses():
        message = f"Order {order.number} cannot go from {before} to {to}."
        raise StatusRefused(message)
    if before == CANCELLED and order.lines.filter(allocation_cancelled=True).exists():
        message = f"Order {order.number} gave its stock back; revive it first."
        raise StatusRefused(message)
    order.status = to
    order.save(update_fields=["status"])
    change = get_model("order", "OrderStatusChange").objects.create(
        order=order, old_status=before, new_status=to
    )
    # these columns fill themselves with the clock; the moment handed in is the one that counts
    type(change).objects.filter(pk=change.pk).update(date_created=now)
    if reason:
        note = order.notes.create(note_type="System", message=reason)
        type(note).objects.filter(pk=note.pk).update(date_created=now)


@transaction.atomic
def write_note(*, order: Any, message: str, by: Any) -> None:
    """Keep what a member of staff wants others to know of the order."""
    order.notes.create(note_type="Info", message=message, user=by)


@transaction.atomic
def release_order(*, order: Any, now: datetime, reason: str = "") -> None:
    """Cancel the order: stock and vouchers back, basket open again, `order_cancelled` sent.

    A second call finds the order cancelled and does nothing, so everything returns exactly once.
    """
    if order.status == CANCELLED:
        return
    change_status(order=order, to=CANCELLED, reason=reason, now=now)
    # baskets before vouchers and stock, as placing an order locks them
    _thaw_basket(order)
    vouchers.give_back(order=order)
    held = _get_allocations(order)
    stock.release(quantities=held)
    order.lines.filter(allocation_cancelled=False).update(
        num_allocated=0, allocation_cancelled=True
    )
    release_part(order=order, now=now)
    order_cancelled.send(
        sender=None, event=OrderCancelled(order_number=order.number, cancelled_at=now)
    )


@transaction.atomic
def revive_order(*, order: Any, now: datetime) -> bool:
    """Put a cancelled order's pieces, and its gift card's part, on hold again for late money.

    Return whether they were all still there; when not, nothing is changed. The status is left to
    `change_status`. A used-up voucher does not stand in the way, because the price is already
    paid, but it counts as used again.
    """
    wanted: dict[int, int] = defaultdict(int)
    tracked = order.lines.select_related(
        "product__product_class", "product__parent__product_class"
    ).filter(allocation_cancelled=True, stockrecord__isnull=False)
    line_ids = []
    for line in tracked:
        if line.product is None or line.product.get_product_class().track_stock:
            wanted[line.stockrecord_id] += line.quantity
            line_ids.append(line.pk)
    if order.lines.filter(stockrecord__isnull=True).exists():
        return False
    try:
        with transaction.atomic():
            vouchers.take_again(order=order)
            stock.allocate(quantities=wanted)
            hold_again(order=order, now=now)
    except (stock.NotEnoughStock, CardRefused):
        return False
    order.lines.filter(pk__in=line_ids).update(num_allocated=F("quantity"))
    order.lines.update(allocation_cancelled=False)
    return True


@transaction.atomic
def lower_prices(*, order: Any, by_minor: int, name: str) -> None:
    """Take cents off the lines of an unpaid order, each by its part of the goods; tax stays.

    Shown as a discount of that name; raise `ValueError` when there are not so many goods.
    """
    lines = list(order.lines.order_by("pk"))
    goods = sum(to_minor(line.line_price_excl_tax) for line in lines)
    if not 0 < by_minor <= goods:
        message = f"{by_minor} cents cannot be taken off {goods}."
        raise ValueError(message)
    seen = 0
    for line in lines:
        net = to_minor(line.line_price_excl_tax)
        part = to_decimal(by_minor * (seen + net) // goods - by_minor * seen // goods)
        seen += net
        line.line_price_excl_tax -= part
        line.line_price_incl_tax -= part
        line.save(update_fields=["line_price_excl_tax", "line_price_incl_tax"])
    order.total_excl_tax -= to_decimal(by_minor)
    order.total_incl_tax -= to_decimal(by_minor)
    order.save(update_fields=["total_excl_tax", "total_incl_tax"])
    order.discounts.create(category="Basket", offer_name=name, amount=to_decimal(by_minor))


@transaction.atomic
def submit_basket(*, order: Any, now: datetime) -> None:
    """Close the basket of a paid order for good.

    One that was reopened stays open, and one that another order of it waits for stays frozen.
    """
    others = get_model("order", "Order").objects.filter(
        basket_id=order.basket_id, status__in=UNPAID_STATUSES
    )
    frozen = get_model("basket", "Basket").objects.filter(pk=order.basket_id, status="Frozen")
    frozen.exclude(Exists(others.exclude(pk=order.pk))).update(
        status="Submitted", date_submitted=now
    )


def build_paid_event(*, order: Any, paid_at: datetime) -> OrderPaid:
    """Return the order as the fact that others hear of. Lines + shipping + tax = gross.

    The line of a gift card that it buys is no sale: its price stands apart.
    """
    costs = get_line_costs(order=order)
    bought = find_bought(order=order)
    lines = tuple(
        PaidLine(
            line_id=line.pk,
            title=line.title,
            sku=line.partner_sku,
            quantity=line.quantity,
            net_minor=to_minor(line.line_price_excl_tax),
            landed_unit_minor=costs.get(line.pk),
        )
        for line in order.lines.order_by("pk")
        if bought is None
    )
    return OrderPaid(
        order_number=order.number,
        currency=order.currency,
        gross_minor=to_minor(order.total_incl_tax),
        shipping_minor=to_minor(order.shipping_excl_tax),
        tax_minor=to_minor(order.total_incl_tax - order.total_excl_tax),
        lines=lines,
        paid_at=paid_at,
        gift_cards_sold_minor=bought.initial_minor if bought else 0,
        by_gift_card_minor=get_part_minor(order=order),
    )


def _get_allocations(order: Any) -> dict[int, int]:
    """Return what the order holds per stock record."""
    held: dict[int, int] = defaultdict(int)
    lines = order.lines.filter(
        allocation_cancelled=False, stockrecord__isnull=False, num_allocated__gt=0
    )
    for stockrecord_id, quantity in lines.values_list("stockrecord_id", "num_allocated"):
        held[stockrecord_id] += quantity
    return dict(held)


def _thaw_basket(order: Any) -> None:
    """Open the frozen basket again; a signed-in shopper's newer basket takes its lines."""
    baskets = get_model("basket", "Basket").objects
    basket = (
        baskets.select_for_update(of=("self",)).filter(pk=order.basket_id, status="Frozen").first()
    )
    if basket is None:
        return
    basket.thaw()
    if basket.owner_id is None:
        return
    others = baskets.select_for_update(of=("self",)).filter(owner=basket.owner_id, status="Open")
    newer = others.exclude(pk=basket.pk).first()
    if newer is not None:
        newer.merge(basket, add_quantities=False)
