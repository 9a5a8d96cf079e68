"""The staff screen of an order: facts in the order in which they happened, and a few buttons."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from nomi.desk.counter import COUNTER_ASKS
from nomi.desk.order_address import ADDRESS_ASK
from nomi.desk.order_buttons import BUTTONS, Order
from nomi.desk.order_mails import MAIL_ASKS
from nomi.desk.order_money import MONEY_ASKS
from nomi.desk.order_notes import NOTE_ASK
from nomi.desk.order_share import find_share, may_see_books
from nomi.desk.packing import PackingScreen
from nomi.desk.parcels import ASKS
from nomi.desk.story import list_moments
from nomi.platform.answering import Words
from nomi.platform.screens import FactsInline, format_minor
from shop.addedgifts.port import find_added_gift
from shop.fulfilment.models import Cancellation, Shipment
from shop.order.queries import search_orders
from shop.presents.models import Present
from shop.returns.models import Return
from shop.stripe_checkout.models import Dispute, Movement, PaymentAttempt, Refund, StaffTask
from shop.stripe_checkout.queries import get_payment_state
from shop.stripe_checkout.words import describe_refund


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


class AttemptInline(FactsInline):
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

    @admin.display(description=_("Amount"))
    def amount(self, row: Any) -> str:
        """Return the amount asked for."""
        return format_minor(row.amount_minor, row.currency)


class MovementInline(FactsInline):
    """The money that came and went."""

    model = Movement
    fields = readonly_fields = ("kind", "amount", "stripe_id", "recorded_at")

    @admin.display(description=_("Amount"))
    def amount(self, row: Any) -> str:
        """Return the amount that moved, negative when it went out."""
        return format_minor(row.amount_minor, row.currency)


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


class DisputeInline(FactsInline):
    """What the buyer's bank takes back."""

    model = Dispute
    show_change_link = True
    fields = readonly_fields = ("state", "amount", "reason", "due_at", "closed_at")

    @admin.display(description=_("Amount"))
    def amount(self, row: Any) -> str:
        """Return the amount that is disputed."""
        return format_minor(row.amount_minor, row.currency)


class TaskInline(FactsInline):
    """What somebody must decide."""

    model = StaffTask
    show_change_link = True
    fields = readonly_fields = ("kind", "created_at", "done_at")


class ShipmentInline(FactsInline):
    """The parcels that left."""

    model = Shipment
    fields = readonly_fields = (
        "carrier",
        "tracking_number",
        "pieces",
        "shipped_at",
        "delivered_at",
    )

    @admin.display(description=_("Pieces"))
    def pieces(self, row: Any) -> int:
        """Return how many pieces are in the parcel."""
        return sum(line.quantity for line in row.lines.all())


class CancellationInline(FactsInline):
    """What was taken out before it left."""

    model = Cancellation
    fields = readonly_fields = ("pieces", "restocks", "reason", "refund", "cancelled_at")

    @admin.display(description=_("Pieces"))
    def pieces(self, row: Any) -> int:
        """Return how many pieces were taken out."""
        return sum(line.quantity for line in row.lines.all())


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


@admin.register(Order)
class OrderScreen(PackingScreen):
    """One order. Its status moves by buttons only."""

    asks = (*ASKS, *COUNTER_ASKS, ADDRESS_ASK, *MONEY_ASKS, *MAIL_ASKS, NOTE_ASK)
    buttons = BUTTONS
    list_display = ("number", "status", "buyer", "total", "date_placed")
    list_filter = ("status", "date_placed")
    list_select_related = ("user",)
    search_fields = ("number",)
    search_help_text = _("Number, e-mail, name or SKU")
    ordering = ("-date_placed",)
    fields = (
        ("number", "status", "payment"),
        ("date_placed", "buyer"),
        ("goods", "delivery"),
        ("tax", "total"),
        ("shipping_method", "delivery_address"),
        ("gift",),
    )
    readonly_fields = tuple(name for pair in fields for name in pair)
    inlines = (
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

    change_form_outer_after_template = "admin/desk/_order_after.html"

    def get_search_results(
        self, _request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Search number, e-mail, name and SKU; no order comes twice."""
        return search_orders(orders=queryset, term=search_term), False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> Any:
        """Show below the facts what became of the share, and the time line."""
        order: Any = kwargs.get("obj")
        if order is not None:
            context |= {
                "moments": list_moments(order),
                "share": find_share(order=order, may_see_books=may_see_books(request)),
            }
        return super().render_change_form(request, context, **kwargs)

    def get_inlines(self, _request: HttpRequest, obj: Model | None) -> list[Any]:
        """Leave out what most orders have none of."""
        rare = {
            TaskInline,
            PresentInline,
            DiscountInline,
            ShipmentInline,
            CancellationInline,
            ReturnInline,
            RefundInline,
            DisputeInline,
        }
        return [
            inline
            for inline in self.inlines
            if inline not in rare or inline.model.objects.filter(order=obj).exists()
        ]

    @admin.display(description=_("Payment"))
    def payment(self, order: Any) -> str:
        """Return how the order stands with its money."""
        return str(get_payment_state(order=order))

    @admin.display(description=_("Buyer"))
    def buyer(self, order: Any) -> str:
        """Return the address to which mails about the order go."""
        return str(order.email or "–")

    @admin.display(description=_("Goods"))
    def goods(self, order: Any) -> str:
        """Return the price of the goods after discounts, before tax."""
        return f"${order.total_excl_tax - order.shipping_excl_tax}"

    @admin.display(description=_("Delivery"))
    def delivery(self, order: Any) -> str:
        """Return the price of delivery before tax."""
        return f"${order.shipping_excl_tax}"

    @admin.display(description=_("Tax"))
    def tax(self, order: Any) -> str:
        """Return the tax on goods and delivery."""
        return f"${order.total_incl_tax - order.total_excl_tax}"

    @admin.display(description=_("Total"), ordering="total_incl_tax")
    def total(self, order: Any) -> str:
        """Return what the buyer pays."""
        return f"${order.total_incl_tax}"

    @admin.display(description=_("Gift on the same payment"))
    def gift(self, order: Any) -> str:
        """Return what was added for the fund, and leads to it; it is no part of the total."""
        gift = find_added_gift(order_number=order.number)
        if gift is None:
            return "–"
        address = reverse("admin:giving_gift_change", args=(gift.key,))
        return format_html('{} · <a href="{}">{}</a>', gift.amount, address, gift.number)

    @admin.display(description=_("Address"))
    def delivery_address(self, order: Any) -> str:
        """Return the address as it is printed on the parcel."""
        address = order.shipping_address
        fields = address.active_address_fields() if address else []
        return format_html_join("\n", "<div>{}</div>", ((field,) for field in fields)) or "–"
