"""A refund made in Stripe's dashboard: staff say which lines it was for, and the books follow."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from nomi.platform.amounts import format_minor
from shop.stripe_checkout.models import Refund, RefundLine, StaffTask
from shop.stripe_checkout.queries import get_shipping_left
from shop.stripe_checkout.services.findings import close_tasks
from shop.stripe_checkout.services.refund_calls import lock_refund, tell_refunded
from shop.stripe_checkout.services.refund_lines import (
    RefundRefused,
    add_amount,
    build_lines,
    get_goods_left,
    take_back_bought,
    take_shipping,
)


@transaction.atomic
def say_refunded_lines(
    *,
    refund_id: int,
    lines: Mapping[int, int],
    with_shipping: bool,
    user: Any,
    now: datetime,
) -> Refund:
    """Say what a refund made at Stripe gave back: pieces, delivery, and money alone for the rest.

    Money alone is taken of the goods, and of the delivery once nothing is left of them. The shares
    of the pieces are reversed, once: now, or when a pending refund succeeds. Raise
    `RefundRefused`, nothing changed, for pieces that are not there, for parts that cost more than
    went back, for a refund that failed, and the second time.
    """
    refund = lock_refund(refund_id)
    _refuse_other(refund)
    shipping = get_shipping_left(order=refund.order) if with_shipping else (0, 0)
    made = build_lines(refund.order, lines)
    rest = refund.gross_minor - sum(shipping) - sum(one.net_minor + one.tax_minor for one in made)
    if rest < 0:
        message = (
            f"These parts cost {format_minor(refund.gross_minor - rest, refund.currency)}, and only"
            f" {format_minor(refund.gross_minor, refund.currency)} went back."
        )
        raise RefundRefused(message)
    for_goods = min(rest, get_goods_left(refund.order, beside=made))
    if for_goods:
        made = add_amount(refund.order, for_goods, currency=refund.currency, to=made)
    if rest > for_goods:
        shipping = take_shipping(refund.order, sum(shipping) + rest - for_goods)
    _keep(refund, made, shipping)
    take_back_bought(refund, now=now)
    if refund.state == Refund.State.SUCCEEDED:
        tell_refunded(refund, now=now)
    close_tasks(
        kind=StaffTask.Kind.EXTERNAL_REFUND, reference=refund.stripe_id or "", user=user, now=now
    )
    refund.order.notes.create(
        note_type="System", message=f"Said what refund {refund.stripe_id} was for ({user})"
    )
    return refund


def _refuse_other(refund: Refund) -> None:
    """Refuse unless it was made at Stripe, out of the order's money, and waits for these words."""
    message = ""
    if not refund.key.startswith(Refund.EXTERNAL):
        message = f"Refund {refund.uid} was asked for here; its lines are known."
    elif refund.takes_back_sale:
        message = f"Somebody said before what refund {refund.stripe_id} was for."
    elif refund.state in Refund.LOST:
        message = f"Refund {refund.stripe_id} did not reach the buyer; there is nothing to say."
    elif refund.attempt.paid_order_at is None:
        message = f"The money of refund {refund.stripe_id} never paid the order."
    if message:
        raise RefundRefused(message)


def _keep(refund: Refund, lines: list[RefundLine], shipping: tuple[int, int]) -> None:
    """Write the parts down; together they are the whole refund."""
    refund.takes_back_sale = True
    refund.shipping_minor = shipping[0]
    refund.tax_minor = sum(line.tax_minor for line in lines) + shipping[1]
    refund.save()
    for line in lines:
        line.refund = refund
    RefundLine.objects.bulk_create(lines)
