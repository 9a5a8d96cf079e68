"""What staff do with an order that they took: record its cash, send its link, hand it over."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from nomi.desk.orders.groups import MONEY, PARCEL
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask
from nomi.platform.screens import AgreementForm
from shop.counter.models import CounterSale
from shop.fulfilment.queries import SENDABLE
from shop.fulfilment.services import ParcelRefused, hand_over
from shop.money import to_minor
from shop.order.queries import AWAITING_PAYMENT, CANCELLED, was_ever_paid
from shop.shipping.rates import is_handed_over
from shop.stripe_checkout.services import (
    CashRefused,
    LinkRefused,
    PaymentClosed,
    StripeRefused,
    StripeUnavailable,
    renew_link,
    take_cash,
)

TAKE = "counter.add_countersale"


class NoAnswer(Exception):  # noqa: N818 - says what happened
    """Stripe did not do what was asked; trying again is safe."""


class CashForm(forms.Form):
    """How much was taken."""

    amount = forms.DecimalField(
        label=_("Cash taken, in dollars"),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("What stays in the till: the total. Change that you give is not recorded."),
    )


def record_cash(order: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Take the whole total in cash."""
    try:
        movement = take_cash(
            order_number=order.number,
            amount_minor=to_minor(values["amount"]),
            by=request.user,
            now=timezone.now(),
        )
    except (StripeUnavailable, StripeRefused) as error:
        raise _say_no_answer() from error
    return order, gettext("%(amount)s in cash is in the till, and the order is paid.") % {
        "amount": format_minor(movement.amount_minor, movement.currency)
    }


def send_new_link(order: Any, _values: dict[str, Any], _request: HttpRequest) -> tuple[Any, str]:
    """Put a new link in the old one's place."""
    try:
        renew_link(order_number=order.number, now=timezone.now())
    except (StripeUnavailable, StripeRefused, PaymentClosed) as error:
        raise _say_no_answer() from error
    return order, gettext("A new link of a day is on its way by mail; the old one is closed.")


def give_along(order: Any, _values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Note that the buyer took everything along."""
    hand_over(order_id=order.pk, by=request.user, now=timezone.now())
    return order, gettext("Handed over. Nothing of the order waits any more.")


def may_take_cash(order: Any, _request: HttpRequest) -> bool:
    """Return whether cash could pay the order: it waits, or we took it and its link ran out."""
    if order.status == CANCELLED:
        is_ours = CounterSale.objects.filter(order=order).exists()
        return is_ours and not was_ever_paid(order=order)
    return bool(order.status == AWAITING_PAYMENT)


def may_hand_over(order: Any, _request: HttpRequest) -> bool:
    """Return whether a paid order waits for its buyer to take it along."""
    return is_handed_over(order.shipping_code) and order.status in SENDABLE


def _say_no_answer() -> NoAnswer:
    return NoAnswer(_("Stripe did not answer, so nothing was done. Press again in a minute."))


COUNTER_ASKS = (
    Ask(
        name="cash",
        group=MONEY,
        label=_("Record cash"),
        question=_(
            "Did the buyer pay in cash? An open payment link is closed first; if it was paid at"
            " this very moment, you are told and no cash is due. This cannot be undone."
        ),
        act=record_cash,
        form=CashForm,
        is_offered=may_take_cash,
        permission=TAKE,
        refusals=(CashRefused, NoAnswer),
        is_atomic=False,
    ),
    Ask(
        name="new-link",
        group=MONEY,
        label=_("Send a new payment link"),
        question=_(
            "The buyer gets a mail with a link that lives for a day; the goods are kept as long."
            " The old link is closed."
        ),
        act=send_new_link,
        form=AgreementForm,
        is_offered=lambda order, _request: order.status == AWAITING_PAYMENT and bool(order.email),
        permission=TAKE,
        refusals=(LinkRefused, NoAnswer),
        is_atomic=False,
    ),
    Ask(
        name="hand-over",
        group=PARCEL,
        label=_("Handed over"),
        question=_("The buyer took everything along. The order is delivered, and no mail is sent."),
        act=give_along,
        form=AgreementForm,
        is_offered=may_hand_over,
        permission=TAKE,
        refusals=(ParcelRefused,),
    ),
)
