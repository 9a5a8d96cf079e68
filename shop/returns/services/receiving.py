"""What happens when the pieces are here: received, looked at line by line, paid back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.fulfilment.queries import get_open_pieces, get_sent_pieces
from shop.order.queries import DELIVERED, RETURNED, SHIPPED
from shop.order.services import change_status
from shop.returns.models import Return
from shop.returns.queries import get_pieces_back
from shop.returns.services.moving import lock_return, move_return, refuse_unless
from shop.returns.services.refusals import ReturnRefused
from shop.stock import services as stock
from shop.stripe_checkout.models import Refund
from shop.stripe_checkout.queries import get_refunded_parts, get_shipping_left
from shop.stripe_checkout.services import request_refund


@transaction.atomic
def receive_return(*, return_id: int, now: datetime) -> bool:
    """Note that the parcel is here; return False when that was noted before.

    Raise `ReturnRefused` unless the return was approved.
    """
    made = lock_return(return_id)
    if made.state == Return.State.RECEIVED:
        return False
    refuse_unless(made, Return.State.APPROVED)
    move_return(made, to=Return.State.RECEIVED, now=now, received_at=now)
    return True


@transaction.atomic
def inspect_return(
    *,
    return_id: int,
    restocked: Mapping[int, int],
    written_off: Mapping[int, int],
    with_shipping: bool,
    by: Any,
    now: datetime,
) -> Return:
    """Close a received return: pieces by order line that go on the shelf, or are written off.

    What is in neither did not come. The money of those that came goes back by one refund, delivery
    with it when `with_shipping`; with the last piece the order is returned whole. Done twice it is
    done once. Raise `ReturnRefused`, or `RefundRefused`, and change nothing.
    """
    made = lock_return(return_id)
    if made.state == Return.State.CLOSED:
        return made
    refuse_unless(made, Return.State.RECEIVED)
    came = _note_pieces(made, restocked, written_off)
    _put_on_shelf(made.order, restocked)
    refund = _give_back(made, came, with_shipping=with_shipping, now=now)
    move_return(made, to=Return.State.CLOSED, now=now, ended_at=now, inspected_by=by, refund=refund)
    _end_order(made.order, now=now)
    return made


def _note_pieces(
    made: Return, restocked: Mapping[int, int], written_off: Mapping[int, int]
) -> dict[int, int]:
    """Write down what became of each line; return the pieces that came."""
    rows = {row.line_id: row for row in made.lines.order_by("line_id")}
    if not rows.keys() >= {*restocked, *written_off}:
        raise ReturnRefused(_("A line of another return was chosen."))
    came = {}
    for line_id, row in rows.items():
        row.restocked = restocked.get(line_id, 0)
        row.written_off = written_off.get(line_id, 0)
        pieces = row.restocked + row.written_off
        if row.restocked < 0 or row.written_off < 0 or pieces > row.quantity:
            message = _("%(asked)d pieces of “%(title)s” were to come back, not %(pieces)d.")
            facts = {"asked": row.quantity, "title": row.line.title, "pieces": pieces}
            raise ReturnRefused(message % facts)
        row.save(update_fields=["restocked", "written_off"])
        if pieces:
            came[line_id] = pieces
    return came


def _put_on_shelf(order: Any, restocked: Mapping[int, int]) -> None:
    """Count the good pieces as stock again, where anybody counts."""
    wanted: dict[int, int] = {}
    lines = order.lines.select_related(
        "product__product_class", "product__parent__product_class"
    ).filter(pk__in=restocked, stockrecord__isnull=False)
    for line in lines:
        if line.product is None or line.product.get_product_class().track_stock:
            pieces = restocked[line.pk]
            wanted[line.stockrecord_id] = wanted.get(line.stockrecord_id, 0) + pieces
    stock.put_back(quantities=wanted)


def _give_back(
    made: Return, came: Mapping[int, int], *, with_shipping: bool, now: datetime
) -> Refund | None:
    """Refund what the pieces cost and no refund gave back before; None when that is nothing."""
    order = made.order
    parts = get_refunded_parts(order=order)
    left = {line.pk: line.quantity - parts.quantities.get(line.pk, 0) for line in order.lines.all()}
    lines = {pk: min(pieces, left[pk]) for pk, pieces in came.items() if left[pk] > 0}
    with_delivery = with_shipping and any(get_shipping_left(order=order))
    costs_something = order.lines.filter(pk__in=lines, line_price_incl_tax__gt=0).exists()
    if not (costs_something or with_delivery):
        return None
    return request_refund(
        order_number=order.number,
        reason=_("Return: %(reason)s") % {"reason": made.get_reason_display()},
        now=now,
        lines=lines,
        with_shipping=with_delivery,
        key=f"goods-return:{made.uid}",
    )


def _end_order(order: Any, *, now: datetime) -> None:
    """Move the order to “Returned” when every piece that left has come back."""
    if order.status not in {SHIPPED, DELIVERED} or get_open_pieces(order=order):
        return
    if get_pieces_back(order=order) == get_sent_pieces(order=order):
        change_status(order=order, to=RETURNED, reason="", now=now)
