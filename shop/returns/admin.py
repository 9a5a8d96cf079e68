"""The staff screen of returns: each step one ask."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.numbered import read_numbers
from nomi.platform.screens import AgreementForm, FactsInline
from shop.returns.models import Return, ReturnLine
from shop.returns.services import (
    ReturnRefused,
    approve_return,
    inspect_return,
    receive_return,
    reject_return,
)
from shop.stripe_checkout.services import RefundRefused

State = Return.State
SHELF, GONE = "shelf_", "gone_"


class RejectingForm(forms.Form):
    """Why not; the buyer reads it."""

    reason = forms.CharField(
        label=_("Words for the buyer"),
        max_length=200,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


class InspectingForm(forms.Form):
    """Whether delivery goes back as well; the numbers of each line come before it."""

    with_shipping = forms.BooleanField(
        label=_("Delivery too"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("For pieces that were damaged or wrong."),
    )


def build_inspecting_form(made: Return) -> type[forms.Form]:
    """Return the form with two numbers for each line, opened with everything on the shelf."""
    fields: dict[str, forms.Field] = {}
    for row in made.lines.select_related("line"):
        for name, label, initial in (
            (SHELF, _("back on the shelf"), row.quantity),
            (GONE, _("written off"), 0),
        ):
            fields[f"{name}{row.line_id}"] = forms.IntegerField(
                label=f"{row.line.title} · {label}",
                help_text=gettext("%(count)d announced") % {"count": row.quantity},
                min_value=0,
                max_value=row.quantity,
                initial=initial,
                widget=UnfoldAdminIntegerFieldWidget,
            )
    return type("ReturnInspectingForm", (InspectingForm,), {**fields, "field_order": tuple(fields)})


def approve(made: Any, _values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Let the pieces come."""
    approve_return(return_id=made.pk, by=request.user, now=timezone.now())
    return made, gettext("Approved. The buyer gets a mail with the label.")


def reject(made: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Say no."""
    words = values["reason"]
    reject_return(return_id=made.pk, words=words, by=request.user, now=timezone.now())
    return made, gettext("Rejected. The buyer gets a mail with your words.")


def receive(made: Any, _values: dict[str, Any], _request: HttpRequest) -> tuple[Any, str]:
    """Note that the parcel is here."""
    receive_return(return_id=made.pk, now=timezone.now())
    return made, gettext("Received. Look at each piece next.")


def inspect(made: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Close it with what came."""
    done = inspect_return(
        return_id=made.pk,
        restocked=read_numbers(values, prefix=SHELF),
        written_off=read_numbers(values, prefix=GONE),
        with_shipping=values["with_shipping"],
        by=request.user,
        now=timezone.now(),
    )
    if done.refund is None:
        return made, gettext("Closed. No money was left to give back for it.")
    return made, gettext("Closed. %(amount)s goes back to the buyer.") % {
        "amount": format_minor(done.refund.gross_minor, done.refund.currency)
    }


ASKS = (
    Ask(
        name="approve",
        label=_("Approve"),
        question=_("The buyer gets a mail with the label and sends the pieces."),
        act=approve,
        form=AgreementForm,
        is_offered=lambda made, _request: made.state == State.REQUESTED,
        permission="returns.change_return",
        refusals=(ReturnRefused,),
    ),
    Ask(
        name="reject",
        label=_("Reject"),
        question=_("The pieces stay with the buyer, and no money goes back."),
        act=reject,
        form=RejectingForm,
        is_offered=lambda made, _request: made.may_be_withdrawn,
        permission="returns.change_return",
        refusals=(ReturnRefused,),
    ),
    Ask(
        name="receive",
        label=_("Mark received"),
        question=_("Is the parcel here? The buyer gets a mail. Money goes back after a look."),
        act=receive,
        form=AgreementForm,
        is_offered=lambda made, _request: made.state == State.APPROVED,
        permission="returns.change_return",
        refusals=(ReturnRefused,),
    ),
    Ask(
        name="inspect",
        label=_("Inspect and refund"),
        question=_(
            "How many pieces of each line go back on the shelf, and how many are written off? The"
            " money of both goes back to the buyer; what did not come is not paid. This cannot be"
            " undone."
        ),
        act=inspect,
        build_form=build_inspecting_form,
        is_offered=lambda made, _request: made.state == State.RECEIVED,
        permission="stripe_checkout.add_refund",
        refusals=(ReturnRefused, RefundRefused),
    ),
)


class ReturnLineInline(FactsInline):
    """The pieces, and what became of them."""

    model = ReturnLine
    fields = readonly_fields = ("line", "quantity", "restocked", "written_off")


@admin.register(Return)
class ReturnScreen(AskingScreen):
    """One return. It moves by asks only."""

    asks = ASKS
    inlines = (ReturnLineInline,)
    list_display = ("order", "state", "reason", "requested_at", "ended_at")
    list_filter = ("state", "reason", "requested_at")
    list_select_related = ("order",)
    search_fields = ("order__number", "order__guest_email", "order__user__email")
    ordering = ("-requested_at",)
    fields = readonly_fields = (
        "order",
        "state",
        "reason",
        "note",
        "requested_at",
        "decided_at",
        "decided_by",
        "words",
        "received_at",
        "ended_at",
        "inspected_by",
        "refund",
    )
