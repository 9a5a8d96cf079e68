"""The staff screens of gift cards: found by what may be known of them, never by their code."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminEmailInputWidget

from nomi.platform.amounts import format_minor
from nomi.platform.answering import Words
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.screens import AmountMixin, Button, FactsInline
from shop.giftcards.models import CardMovement, CardPayment, GiftCard
from shop.giftcards.services.caring import CareRefused, release_card, renew_code, void_card

State = GiftCard.State
CARE, REFUND = "giftcards.change_giftcard", "stripe_checkout.add_refund"
"""Whoever serves holders gives new codes; what we owe is for those who may give money back."""


class NewCodeForm(forms.Form):
    """Where the new code goes."""

    email = forms.EmailField(
        label=_("Send it to"), max_length=254, widget=UnfoldAdminEmailInputWidget
    )


def press_void(card: GiftCard, reason: str, request: HttpRequest) -> Words:
    """End the card."""
    void_card(card_id=card.pk, reason=reason, by=request.user, now=timezone.now())
    return gettext("The card has ended. Nobody can spend it any more.")


def press_release(card: GiftCard, _reason: str, _request: HttpRequest) -> Words:
    """Let the card pay again."""
    release_card(card_id=card.pk)
    return gettext("The card pays again.")


def renew(card: GiftCard, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Replace the code."""
    made = renew_code(card_id=card.pk, email=values["email"], by=request.user, now=timezone.now())
    return made, gettext("The old code is dead; the new one goes to %(email)s.") % values


class MovementInline(AmountMixin, FactsInline):
    """Every cent that moved on the card."""

    model = CardMovement
    fields = readonly_fields = ("moved_at", "kind", "amount", "order", "reason", "by")


class PaymentInline(AmountMixin, FactsInline):
    """What the card pays, or has paid."""

    model = CardPayment
    fields = readonly_fields = ("held_at", "order", "state", "amount", "given_back")

    @admin.display(description=_("Given back"))
    def given_back(self, row: Any) -> str:
        """Return what refunds put back."""
        return format_minor(row.given_back_minor)


@admin.register(GiftCard)
class GiftCardScreen(AskingScreen):
    """Gift cards with what is left on each."""

    list_display = ("card", "state", "worth", "left", "recipient_email", "order", "created_at")
    list_filter = ("state",)
    list_select_related = ("order",)
    search_fields = ("last_four", "order__number", "order__guest_email", "recipient_email")
    search_help_text = _("The last four signs, the order's number, or an e-mail address")
    ordering = ("-id",)
    inlines = (PaymentInline, MovementInline)
    asks = (
        Ask(
            name="new-code",
            label=_("Give a new code"),
            question=_(
                "For a code that was lost. The old one is dead at once, what is left stays on the"
                " card, and the new code is sent by mail."
            ),
            act=renew,
            form=NewCodeForm,
            find_values=lambda card: {"email": card.recipient_email or card.order.email},
            is_offered=lambda card, _request: card.state == State.ACTIVE,
            permission=CARE,
            refusals=(CareRefused,),
        ),
    )
    buttons = (
        Button(
            name="release",
            label=_("Let it pay again"),
            question=_("The card was blocked by a dispute, or got money back when it was void."),
            press=press_release,
            is_offered=lambda card: card.state == State.BLOCKED,
            permission=REFUND,
            refusals=(CareRefused,),
        ),
        Button(
            name="void",
            label=_("End the card"),
            question=_(
                "For cards that were stolen, or whose money the buyer's bank took back. What is"
                " left is owed to nobody any more and stands against chargebacks. Whoever wants"
                " the money back gets a refund of the order instead. This cannot be undone."
            ),
            press=press_void,
            is_offered=lambda card: card.state in {State.ACTIVE, State.BLOCKED},
            asks_reason=True,
            permission=REFUND,
            refusals=(CareRefused,),
        ),
    )
    fields = readonly_fields = (
        "card",
        "state",
        "worth",
        "left",
        "order",
        "recipient_email",
        "sender_name",
        "edition",
        "created_at",
        "issued_at",
    )

    @admin.display(description=_("Card"), ordering="last_four")
    def card(self, row: GiftCard) -> str:
        """Return the last four signs of the code."""
        return f"…{row.last_four}" if row.last_four else "–"

    @admin.display(description=_("Bought for"), ordering="initial_minor")
    def worth(self, row: GiftCard) -> str:
        """Return its price."""
        return format_minor(row.initial_minor, row.currency)

    @admin.display(description=_("Left"), ordering="balance_minor")
    def left(self, row: GiftCard) -> str:
        """Return what can be spent now."""
        return format_minor(row.balance_minor, row.currency)
