"""What staff do with a paid order's pieces: send them, take them out, refund them."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from nomi.desk.orders.groups import MONEY, PARCEL
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask
from nomi.platform.numbered import LINE, PiecesForm, read_numbers
from nomi.platform.screens import AgreementForm, ReasonForm
from shop.fulfilment.carriers import CARRIERS
from shop.fulfilment.queries import SENDABLE, get_open_pieces
from shop.fulfilment.services import ParcelRefused, cancel_pieces, deliver_order, ship_pieces
from shop.order.queries import ON_HOLD, SHIPPED, was_ever_paid
from shop.stripe_checkout.queries import get_refunded_parts
from shop.stripe_checkout.services import RefundRefused, request_refund
from shop.stripe_checkout.words import describe_way_back


class OnceForm(forms.Form):
    """A form whose second posting is the same act: its key is drawn when it is opened."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=120, initial=uuid.uuid4)


class ShippingForm(OnceForm):
    """Who carries the parcel."""

    carrier = forms.ChoiceField(
        label=_("Carrier"),
        choices=[(one.code, one.name) for one in CARRIERS],
        widget=UnfoldAdminSelectWidget,
    )
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("The buyer's mail leads to the carrier's page with it."),
    )


class CancellingForm(ReasonForm, OnceForm):
    """What becomes of the pieces, and why."""

    restocks = forms.BooleanField(
        label=_("Back on the shelf"),
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Untick it for pieces that are broken or gone: they are written off."),
    )


class RefundForm(ReasonForm, OnceForm):
    """Whether delivery goes back as well, and why."""

    with_shipping = forms.BooleanField(
        label=_("Delivery too"), required=False, widget=UnfoldBooleanSwitchWidget
    )


def build_pieces_form(
    base: type[forms.Form], order: Any, waiting: dict[int, int], *, chosen: bool
) -> type[forms.Form]:
    """Return the form with a number of pieces for each line that has some, all of them chosen."""
    lines = order.lines.filter(pk__in=waiting).order_by("pk")
    fields = {
        f"{LINE}{line.pk}": forms.IntegerField(
            label=f"{line.title} · {line.partner_sku}",
            help_text=ngettext("%(count)d piece", "%(count)d pieces", waiting[line.pk])
            % {"count": waiting[line.pk]},
            min_value=0,
            max_value=waiting[line.pk],
            initial=waiting[line.pk] if chosen else 0,
            widget=UnfoldAdminIntegerFieldWidget,
        )
        for line in lines
    }
    return type(base.__name__, (PiecesForm, base), {**fields, "field_order": tuple(fields)})


def read_pieces(values: dict[str, Any]) -> dict[int, int]:
    """Return the chosen pieces per line."""
    return read_numbers(values, prefix=LINE)


def list_refundable(order: Any) -> dict[int, int]:
    """Return the pieces of each line that no refund has claimed."""
    gone = get_refunded_parts(order=order).quantities
    lines = order.lines.order_by("pk").values_list("pk", "quantity")
    return {pk: pieces - gone.get(pk, 0) for pk, pieces in lines if pieces > gone.get(pk, 0)}


def ship(order: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Send a parcel."""
    shipment = ship_pieces(
        order_id=order.pk,
        carrier=values["carrier"],
        tracking_number=values["tracking_number"],
        key=values["key"],
        by=request.user,
        now=timezone.now(),
        pieces=read_pieces(values),
    )
    return order, gettext("The parcel has left: %(parcel)s. The buyer gets a mail.") % {
        "parcel": shipment
    }


def deliver(order: Any, _values: dict[str, Any], _request: HttpRequest) -> tuple[Any, str]:
    """Note that everything arrived."""
    deliver_order(order_id=order.pk, now=timezone.now())
    return order, gettext("Delivered. The buyer gets a mail.")


def cancel(order: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Take pieces out of the order."""
    done = cancel_pieces(
        order_id=order.pk,
        reason=values["reason"],
        restocks=values["restocks"],
        key=values["key"],
        by=request.user,
        now=timezone.now(),
        pieces=read_pieces(values),
    )
    if done.refund is None:
        return order, gettext("Taken out. No money was left to give back for it.")
    return order, gettext("Taken out. %(amount)s goes back to the buyer.") % {
        "amount": format_minor(done.refund.gross_minor, done.refund.currency)
    }


def refund(order: Any, values: dict[str, Any], _request: HttpRequest) -> tuple[Any, str]:
    """Give the money of some pieces back."""
    made = request_refund(
        order_number=order.number,
        reason=values["reason"],
        now=timezone.now(),
        lines=read_pieces(values),
        with_shipping=values["with_shipping"],
        key=values["key"],
    )
    return order, describe_way_back(made)


def may_cancel(order: Any, _request: HttpRequest) -> bool:
    """Return whether pieces of a paid order still wait."""
    is_open = order.status in SENDABLE or (order.status == ON_HOLD and was_ever_paid(order=order))
    return is_open and bool(get_open_pieces(order=order))


ASKS = (
    Ask(
        name="ship",
        group=PARCEL,
        label=_("Ship"),
        question=_("Which pieces are in the parcel? The order moves on by itself."),
        act=ship,
        build_form=lambda order: build_pieces_form(
            ShippingForm, order, get_open_pieces(order=order), chosen=True
        ),
        is_offered=lambda order, _request: order.status in SENDABLE,
        permission="order.change_order",
        refusals=(ParcelRefused,),
    ),
    Ask(
        name="delivered",
        group=PARCEL,
        label=_("Mark delivered"),
        question=_("The carrier says that everything arrived. The buyer gets a mail."),
        act=deliver,
        form=AgreementForm,
        is_offered=lambda order, _request: order.status == SHIPPED,
        permission="order.change_order",
        refusals=(ParcelRefused,),
    ),
    Ask(
        name="cancel",
        group=PARCEL,
        label=_("Cancel pieces"),
        question=_(
            "Which pieces will not be sent? Their money goes back to the buyer, with delivery when"
            " nothing of the order leaves at all. This cannot be undone."
        ),
        act=cancel,
        build_form=lambda order: build_pieces_form(
            CancellingForm, order, get_open_pieces(order=order), chosen=True
        ),
        is_offered=may_cancel,
        permission="stripe_checkout.add_refund",
        refusals=(ParcelRefused, RefundRefused),
    ),
    Ask(
        name="refund",
        group=MONEY,
        label=_("Refund pieces"),
        question=_(
            "For pieces that came back, or that the buyer keeps. Pieces that have not left are"
            " taken out by “Cancel pieces” instead. This cannot be undone."
        ),
        act=refund,
        build_form=lambda order: build_pieces_form(
            RefundForm, order, list_refundable(order), chosen=False
        ),
        is_offered=lambda order, _request: was_ever_paid(order=order),
        permission="stripe_checkout.add_refund",
        refusals=(RefundRefused,),
    ),
)
