"""What stands on an order's page below its figures: facts of one kind each, which nobody edits."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from nomi.platform.amounts import format_minor
from nomi.platform.answering import Words
from nomi.platform.screens import AmountMixin, FactsInline
from shop.fulfilment.models import Cancellation, Shipment
from shop.presents.models import Present
from shop.returns.models import Return
from shop.stripe_checkout.models import Dispute, Movement, PaymentAttempt, Refund, StaffTask
from shop.stripe_checkout.words import describe_refund


class PiecesInline(FactsInline):
    """Facts of pieces, line by line."""

    @admin.display(description=_("Pieces"))
    def pieces(self, row: Any) -> int:
        """Return how many pieces there are in all lines."""
        return sum(line.quantity for line in row.lines.all())


class LineInline(FactsInline):
    """What was ordered, as it was then."""

    model = get_model("order", "Line")
    verbose_name_plural = _("Lines")
    fields = readonly_fields = ("title", "partner_sku", "quantity", "net", "held", "status")

    @admin.display(description=_("Net"))
    def net(self, line: Any) -> str:
        """Return the line's price after discounts, before tax and shipping."""
        return f"${line.line_price_excl_tax}"

    @admin.display(description=_("Held"))
    def held(self, line: Any) -> int:
        """Return how many pieces are kept for this line."""
        return line.num_allocated or 0


class DiscountInline(FactsInline):
    """What was taken off."""

    model = get_model("order", "OrderDiscount")
    fields = readonly_fields = ("offer_name", "voucher_code", "amount", "message")


class AttemptInline(AmountMixin, FactsInline):
    """How it was to be paid."""

    model = PaymentAttempt
    show_change_link = True
    fields = readonly_fields = (
        "method",
        "state",
        "amount",
        "created_at",
        "expires_at",
        "last_error",
    )


class MovementInline(AmountMixin, FactsInline):
    """The money that came and went."""

    model = Movement
    fields = readonly_fields = ("kind", "amount", "stripe_id", "recorded_at")


class RefundInline(FactsInline):
    """What goes back."""

    model = Refund
    show_change_link = True
    fields = readonly_fields = ("state", "amount", "reason", "why", "requested_at")

    @admin.display(description=_("Amount"))
    def amount(self, row: Any) -> str:
        """Return the amount that goes back."""
        return format_minor(row.gross_minor, row.currency)

    @admin.display(description=_("Why it waits or failed"))
    def why(self, row: Any) -> Words:
        """Return Stripe's reason in words."""
        return describe_refund(row)


class DisputeInline(AmountMixin, FactsInline):
    """What the buyer's bank takes back."""

    model = Dispute
    show_change_link = True
    fields = readonly_fields = ("state", "amount", "reason", "due_at", "closed_at")


class TaskInline(FactsInline):
    """What somebody must decide."""

    model = StaffTask
    show_change_link = True
    fields = readonly_fields = ("kind", "created_at", "done_at")


class ShipmentInline(PiecesInline):
    """The parcels that left."""

    model = Shipment
    fields = readonly_fields = (
        "carrier",
        "tracking_number",
        "pieces",
        "shipped_at",
        "delivered_at",
    )


class CancellationInline(PiecesInline):
    """What was taken out before it left."""

    model = Cancellation
    fields = readonly_fields = ("pieces", "restocks", "reason", "refund", "cancelled_at")


class ReturnInline(FactsInline):
    """What is to come back, or came."""

    model = Return
    show_change_link = True
    fields = readonly_fields = ("state", "reason", "note", "requested_at", "ended_at")


class PresentInline(FactsInline):
    """What goes into the parcel of a present, and what does not."""

    model = Present
    fields = readonly_fields = ("note", "hides_prices", "gift_wrap")

    @admin.display(description=_("Gift wrap"))
    def gift_wrap(self, present: Present) -> str:
        """Return what it cost, which is part of the price of delivery."""
        return format_minor(present.wrap_minor) if present.wrap_minor else str(_("none"))


FACTS = (
    TaskInline,
    LineInline,
    PresentInline,
    DiscountInline,
    ShipmentInline,
    CancellationInline,
    ReturnInline,
    AttemptInline,
    MovementInline,
    RefundInline,
    DisputeInline,
)
"""All of them, in the order in which a page shows them."""
ON_EVERY_PAGE = (LineInline, AttemptInline, MovementInline)
"""Those that are shown empty too; of the others most orders have none."""
