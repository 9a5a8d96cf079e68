"""The screen of refunds: what goes back, and cash that a person hands back."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.amounts import format_minor
from nomi.platform.answering import Words
from nomi.platform.screens import Button, FactsInline, FactsScreen
from shop.stripe_checkout.models import Refund, RefundLine
from shop.stripe_checkout.services.cash import CashRefused, hand_back
from shop.stripe_checkout.words import describe_refund


class RefundLineInline(FactsInline):
    """What was given back, line by line."""

    model = RefundLine
    fields = readonly_fields = ("line", "quantity", "net", "tax")

    @admin.display(description=_("Net"))
    def net(self, row: Any) -> str:
        """Return the net amount given back."""
        return format_minor(row.net_minor)

    @admin.display(description=_("Tax"))
    def tax(self, row: Any) -> str:
        """Return the tax given back."""
        return format_minor(row.tax_minor)


def say_handed_back(refund: Refund, reason: str, request: HttpRequest) -> str:
    """Record that the buyer has the money."""
    hand_back(refund_id=refund.pk, how=reason, by=request.user, now=timezone.now())
    return gettext("Handed back. The books and the buyer know.")


def is_cash_to_hand_back(refund: Refund) -> bool:
    """Return whether a person still has to give the money back."""
    is_cash = refund.attempt.is_cash and not refund.goes_to_gift_card
    return is_cash and refund.state == Refund.State.REQUESTED


@admin.register(Refund)
class RefundScreen(FactsScreen):
    """Money that goes back to a buyer."""

    list_display = ("requested_at", "order", "gross", "state", "reason", "why")
    list_filter = ("state",)
    list_select_related = ("order",)
    search_fields = ("order__number", "stripe_id", "reason")
    ordering = ("-id",)
    inlines = (RefundLineInline,)
    buttons = (
        Button(
            name="handed-back",
            label=_("Handed back"),
            question=_(
                "Did the buyer get this money, in cash or by cheque? Say how and when. Only now it"
                " leaves the till in the books, and the share of the goods is taken back."
            ),
            press=say_handed_back,
            is_offered=is_cash_to_hand_back,
            asks_reason=True,
            permission="stripe_checkout.add_refund",
            refusals=(CashRefused,),
        ),
    )
    fields = readonly_fields = (
        "order",
        "gross",
        "state",
        "reason",
        "why",
        "stripe_id",
        "handed_back_by",
        "goes_to_gift_card",
        "requested_at",
        "tries",
        "finished_at",
    )

    @admin.display(description=_("Why it waits or failed"))
    def why(self, row: Refund) -> Words:
        """Return Stripe's reason in words."""
        return describe_refund(row)

    @admin.display(description=_("Amount"), ordering="gross_minor")
    def gross(self, row: Any) -> str:
        """Return the amount in dollars."""
        return format_minor(row.gross_minor, row.currency)
