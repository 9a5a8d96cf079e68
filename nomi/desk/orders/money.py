"""What staff do with a paid order's money: give an amount back, explain Stripe's own refunds."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from nomi.desk.orders.groups import MONEY
from nomi.desk.orders.parcels import RefundForm, build_pieces_form, list_refundable, read_pieces
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask
from shop.money import to_minor
from shop.order.queries import was_ever_paid
from shop.stripe_checkout.models import Refund
from shop.stripe_checkout.queries import find_unexplained_refunds
from shop.stripe_checkout.services import RefundRefused, request_refund, say_refunded_lines
from shop.stripe_checkout.words import describe_way_back


class AmountForm(RefundForm):
    """How much goes back, and why."""

    field_order = ("amount", "with_shipping", "reason")
    amount = forms.DecimalField(
        label=_("Amount in dollars"),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("All that goes back, tax included, and delivery when it is ticked."),
    )


class ExplainingForm(forms.Form):
    """Whether delivery went back with it."""

    with_shipping = forms.BooleanField(
        label=_("Delivery too"), required=False, widget=UnfoldBooleanSwitchWidget
    )


class RefundChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Refunds by amount and Stripe's id."""

    def label_from_instance(self, obj: Refund) -> str:
        """Return what tells one from another."""
        return f"{format_minor(obj.gross_minor, obj.currency)} · {obj.stripe_id}"


def build_explaining_form(order: Any) -> type[forms.Form]:
    """Return the form with the order's unexplained refunds and the pieces that may be theirs."""
    refunds = find_unexplained_refunds(order=order)
    choice = RefundChoice(
        label=_("Refund"),
        queryset=refunds,
        initial=refunds.first(),
        widget=UnfoldAdminSelectWidget,
        empty_label=None,
    )
    base = type("ExplainingForm", (ExplainingForm,), {"refund": choice})
    return build_pieces_form(base, order, list_refundable(order), chosen=False)


def refund_amount(order: Any, values: dict[str, Any], _request: HttpRequest) -> tuple[Any, str]:
    """Give an amount back that is for no piece."""
    made = request_refund(
        order_number=order.number,
        reason=values["reason"],
        now=timezone.now(),
        amount_minor=to_minor(values["amount"]),
        with_shipping=values["with_shipping"],
        key=values["key"],
    )
    return order, describe_way_back(made)


def explain(order: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Say what a refund made in Stripe's dashboard was for."""
    say_refunded_lines(
        refund_id=values["refund"].pk,
        lines=read_pieces(values),
        with_shipping=values["with_shipping"],
        user=request.user,
        now=timezone.now(),
    )
    return order, gettext("Kept. The shares of these pieces are taken back.")


MONEY_ASKS = (
    Ask(
        name="refund-amount",
        group=MONEY,
        label=_("Refund an amount"),
        question=_(
            "For goodwill: money goes back and no piece does, so the share of the sale stays."
            " Pieces that are refunded later bring no more than what is then left. This cannot be"
            " undone."
        ),
        act=refund_amount,
        form=AmountForm,
        is_offered=lambda order, _request: was_ever_paid(order=order),
        permission="stripe_checkout.add_refund",
        refusals=(RefundRefused,),
    ),
    Ask(
        name="explain-refund",
        group=MONEY,
        label=_("Say what Stripe refunded"),
        question=_(
            "Somebody gave money back in Stripe's dashboard. Which pieces was it for? What the"
            " pieces and delivery do not cost counts as goodwill. Said once, it stays."
        ),
        act=explain,
        build_form=build_explaining_form,
        is_offered=lambda order, _request: find_unexplained_refunds(order=order).exists(),
        permission="stripe_checkout.add_refund",
        refusals=(RefundRefused,),
    ),
)
