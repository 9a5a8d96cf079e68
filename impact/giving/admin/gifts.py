"""The screen of gifts: who gave what for which purpose, and what may be done with it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from impact.giving.models import Gift
from impact.giving.services.noting import note_card_sent, note_matching
from impact.giving.services.refunding import request_refund
from impact.giving.services.refusals import GivingRefusedError
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.fields import CentsField
from nomi.platform.people import name_actor
from nomi.platform.screens import Button, ReasonForm


class RefundForm(ReasonForm):
    """How much goes back, and why."""

    amount = CentsField(label=_("Amount, US dollars"))
    field_order = ("amount", "reason")


class MatchingForm(forms.Form):
    """What the employer said."""

    matching = forms.ChoiceField(
        label=_("Employer's match"),
        choices=Gift.Matching.choices[1:],
        widget=UnfoldAdminSelectWidget,
    )


def refund(gift: Gift, values: dict[str, Any], request: HttpRequest) -> tuple[Gift, str]:
    """Ask for a refund; Stripe is told within the minute."""
    request_refund(
        gift_id=gift.pk,
        amount_minor=values["amount"],
        reason=values["reason"],
        actor=name_actor(request.user),
        now=timezone.now(),
    )
    words = gettext("Asked for. The donor hears of it when Stripe has taken it on.")
    return gift, words


def match(gift: Gift, values: dict[str, Any], _request: HttpRequest) -> tuple[Gift, str]:
    """Keep the employer's answer."""
    note_matching(gift_id=gift.pk, matching=values["matching"])
    return gift, gettext("Kept.")


def card_sent(gift: Gift, _reason: str, _request: HttpRequest) -> str:
    """Note that the card is in the post."""
    note_card_sent(gift_id=gift.pk, now=timezone.now())
    return gettext("Noted: the card is on its way.")


def has_something_left(gift: Gift, _request: HttpRequest) -> bool:
    """Return whether anything can go back."""
    return gift.state == Gift.State.PAID and gift.left_minor > 0


@admin.register(Gift)
class GiftScreen(AskingScreen):
    """Gifts with their payment, their purpose and the card that goes with some."""

    list_display = ("number", "donor_name", "total", "for_what", "state", "paid_at")
    list_filter = ("state", "purpose", "card_by", "matching")
    search_fields = ("number", "donor_name", "donor_email", "reference")
    ordering = ("-pk",)
    asks = (
        Ask(
            name="refund",
            label=_("Give back"),
            question=_(
                "The money goes back to the donor's card. Its receipt becomes void; what is left"
                " of the gift is acknowledged anew. If the fund has spent the money, the reserve"
                " bears it."
            ),
            form=RefundForm,
            find_values=lambda gift: {"amount": gift.left_minor},
            act=refund,
            permission="giving.refund_gift",
            is_offered=has_something_left,
            refusals=(GivingRefusedError,),
        ),
        Ask(
            name="matching",
            label=_("Employer's answer"),
            question=_("What became of the employer's match?"),
            form=MatchingForm,
            find_values=lambda gift: {"matching": gift.matching},
            act=match,
            permission="giving.change_gift",
            is_offered=lambda gift, _request: bool(gift.employer),
        ),
    )
    buttons = (
        Button(
            name="card",
            label=_("Card posted"),
            question=_("Is the card in the post, without the amount?"),
            press=card_sent,
            is_offered=lambda gift: gift.card_by == Gift.CardBy.POST and not gift.card_sent_at,
            permission="giving.change_gift",
        ),
    )
    fields = readonly_fields = (
        "number",
        "state",
        "total",
        "fund_part",
        "for_what",
        "donor_name",
        "donor_email",
        "donor_address",
        "is_anonymous",
        "display_name",
        "tribute",
        "tribute_name",
        "card_by",
        "card_name",
        "card_email",
        "card_address",
        "card_message",
        "card_sent_at",
        "employer",
        "matching",
        "monthly",
        "reference",
        "order_number",
        "placed_at",
        "paid_at",
        "gone_back",
    )

    @admin.display(description=_("Paid"), ordering="amount_minor")
    def total(self, gift: Gift) -> str:
        """Write what the donor paid."""
        return format_minor(gift.total_minor)

    @admin.display(description=_("Of it to the fund"))
    def fund_part(self, gift: Gift) -> str:
        """Write the gift without the card fee covered."""
        return format_minor(gift.amount_minor)

    @admin.display(description=_("Purpose"), ordering="purpose")
    def for_what(self, gift: Gift) -> str:
        """Write the purpose."""
        return gift.get_purpose_display()

    @admin.display(description=_("Gone back"))
    def gone_back(self, gift: Gift) -> str:
        """Write what went back."""
        return format_minor(gift.refunded_minor)
