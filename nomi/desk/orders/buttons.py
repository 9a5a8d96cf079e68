"""What staff can do to an order: each button one service call, asked before it is done."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.desk.orders.groups import MONEY, PARCEL
from nomi.platform.amounts import format_minor
from nomi.platform.screens import Button
from shop.order.queries import ON_HOLD, PAID, PARCEL_STATUSES, READY, lock_order, was_ever_paid
from shop.order.services import StatusRefused, change_status
from shop.stripe_checkout.services import RefundRefused, report_lost_parcel, request_refund
from shop.stripe_checkout.words import describe_way_back


def move(order: Any, *, to: str, reason: str, request: HttpRequest) -> None:
    """Move the locked order to another status; a reason is kept with who gave it."""
    words = f"{reason} ({request.user})" if reason else ""
    change_status(order=lock_order(order.pk), to=to, reason=words, now=timezone.now())


def hold(order: Any, reason: str, request: HttpRequest) -> str:
    """Keep the order from being shipped."""
    move(order, to=ON_HOLD, reason=reason, request=request)
    return gettext("The order is on hold. Nothing of it ships until somebody releases it.")


def release(order: Any, reason: str, request: HttpRequest) -> str:
    """Let a paid order go on."""
    move(order, to=PAID, reason=reason, request=request)
    return gettext("The order is released and waits to be packed.")


def mark_ready(order: Any, reason: str, request: HttpRequest) -> str:
    """Say that the parcel is packed."""
    move(order, to=READY, reason=reason, request=request)
    return gettext("The order is marked as ready to ship.")


def refund_everything(order: Any, reason: str, _request: HttpRequest) -> str:
    """Give back everything that is left of the payment."""
    refund = request_refund(order_number=order.number, reason=reason, now=timezone.now())
    return describe_way_back(refund)


def report_lost(order: Any, reason: str, request: HttpRequest) -> str:
    """Record that the parcel never arrived, and give the buyer the money back."""
    refund = report_lost_parcel(
        order_number=order.number, reason=f"{reason} ({request.user})", now=timezone.now()
    )
    return gettext("The parcel is recorded as lost; %(amount)s goes back to the buyer.") % {
        "amount": format_minor(refund.gross_minor, refund.currency)
    }


BUTTONS = (
    Button(
        name="ready",
        group=PARCEL,
        label=_("Mark ready to ship"),
        question=_("Is everything in the parcel? The order moves to “Ready to ship”."),
        press=mark_ready,
        is_offered=lambda order: order.status == PAID,
        refusals=(StatusRefused,),
    ),
    Button(
        name="hold",
        group=PARCEL,
        label=_("Put on hold"),
        question=_("Nothing of this order ships until somebody releases it."),
        press=hold,
        is_offered=lambda order: order.status in {PAID, READY},
        asks_reason=True,
        refusals=(StatusRefused,),
    ),
    Button(
        name="release",
        group=PARCEL,
        label=_("Release"),
        question=_("The order goes back to “Paid” and can be packed."),
        press=release,
        is_offered=lambda order: order.status == ON_HOLD and was_ever_paid(order=order),
        asks_reason=True,
        refusals=(StatusRefused,),
    ),
    Button(
        name="refund",
        group=MONEY,
        label=_("Refund everything"),
        question=_(
            "All that is left of the payment goes back to the buyer, with delivery and tax. The"
            " share of the sale is taken back from the fund, or from the reserve when it has"
            " matured. This cannot be undone."
        ),
        press=refund_everything,
        is_offered=lambda order: was_ever_paid(order=order),
        asks_reason=True,
        permission="stripe_checkout.add_refund",
        refusals=(RefundRefused,),
    ),
    Button(
        name="lost",
        group=PARCEL,
        label=_("Parcel lost"),
        question=_(
            "Did the parcel never arrive? All that was not refunded yet goes back to the buyer. The"
            " share of the sale is taken back from the fund, or from the reserve when it has"
            " matured; no training account is touched. This is done once and cannot be undone."
        ),
        press=report_lost,
        is_offered=lambda order: order.status in PARCEL_STATUSES and was_ever_paid(order=order),
        asks_reason=True,
        permission="stripe_checkout.add_refund",
        refusals=(RefundRefused,),
    ),
)
