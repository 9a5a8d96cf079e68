"""The staff screen of an order: facts in the order in which they happened, and a few buttons."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from nomi.platform.outbox.services import send_again
from nomi.platform.screens import Button, FactsInline, FactsScreen, format_minor
from shop.order.queries import ON_HOLD, PAID, lock_order, was_paid
from shop.order.services import StatusRefused, change_status
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund, StaffTask
from shop.stripe_checkout.services import RefundRefused, request_refund

Order = get_model("order", "Order")
READY = "Ready to ship"


def move(order: Any, *, to: str, reason: str, request: HttpRequest) -> None:
    """Move the locked order to another status; the reason is kept with who gave it."""
    words = f"{reason} ({request.user})" if reason else str(request.user)
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
    return gettext("%(amount)s goes back to the buyer; Stripe hears of it within a minute.") % {
        "amount": format_minor(refund.gross_minor, refund.currency)
    }


def resend_receipt(order: Any, _reason: str, _request: HttpRequest) -> str:
    """Send the confirmation once more."""
    send_again(kind="order_paid", reference=order.number, now=timezone.now())
    return gettext("The receipt is in the outbox and leaves within a minute.")


def is_paid(order: Any) -> bool:
    """Return whether the order was paid at some time."""
    return bool(Order.objects.filter(was_paid(), pk=order.pk).exists())


BUTTONS = (
    Button(
        name="ready",
        label=_("Mark ready to ship"),
        question=_("Is everything in the parcel? The order moves to “Ready to ship”."),
        press=mark_ready,
        is_offered=lambda order: order.status == PAID,
        refusals=(StatusRefused,),
    ),
    Button(
        name="hold",
        label=_("Put on hold"),
        question=_("Nothing of this order ships until somebody releases it."),
        press=hold,
        is_offered=lambda order: order.status in {PAID, READY},
        asks_reason=True,
        refusals=(StatusRefused,),
    ),
    Button(
        name="release",
        label=_("Release"),
        question=_("The order goes back to “Paid” and can be packed."),
        press=release,
        is_offered=lambda order: order.status == ON_HOLD and is_paid(order),
        asks_reason=True,
        refusals=(StatusRefused,),
    ),
    Button(
        name="receipt",
        label=_("Resend receipt"),
        question=_("The buyer gets the confirmation once more, at the address of the order."),
        press=resend_receipt,
        is_offered=is_paid,
    ),
    Button(
        name="refund",
        label=_("Refund everything"),
        question=_(
            "All that is left of the payment goes back to the buyer, with delivery and tax. The"
            " share of the sale is taken back from the fund, or from the reserve when it has"
            " matured. This cannot be undone."
        ),
        press=refund_everything,
        is_offered=is_paid,
        asks_reason=True,
        refusals=(RefundRefused,),
    ),
)


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


class StatusChangeInline(FactsInline):
    """The time line of the order."""

    model = get_model("order", "OrderStatusChange")
    verbose_name_plural = _("Time line")
    ordering = ("date_created", "pk")
    fields = readonly_fields = ("date_created", "old_status", "new_status")


class AttemptInline(FactsInline):
    """How it was to be paid."""

    model = PaymentAttempt
    show_change_link = True
    fields = readonly_fields = ("state", "amount", "created_at", "expires_at", "last_error")

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
    fields = readonly_fields = ("state", "amount", "reason", "failure", "requested_at")

    @admin.display(description=_("Amount"))
    def amount(self, row: Any) -> str:
        """Return the amount that goes back."""
        return format_minor(row.gross_minor, row.currency)


class TaskInline(FactsInline):
    """What somebody must decide."""

    model = StaffTask
    show_change_link = True
    fields = readonly_fields = ("kind", "created_at", "done_at")


class NoteInline(FactsInline):
    """What people and the machinery wrote down."""

    model = get_model("order", "OrderNote")
    verbose_name_plural = _("Notes")
    ordering = ("date_created", "pk")
    fields = readonly_fields = ("date_created", "note_type", "message", "user")


@admin.register(Order)
class OrderScreen(FactsScreen):
    """One order. Its status moves by buttons only."""

    buttons = BUTTONS
    list_display = ("number", "status", "buyer", "total", "date_placed")
    list_filter = ("status", "date_placed")
    list_select_related = ("user",)
    search_fields = ("number", "guest_email", "user__email")
    ordering = ("-date_placed",)
    fields = (
        ("number", "status"),
        ("date_placed", "buyer"),
        ("goods", "delivery"),
        ("tax", "total"),
        ("shipping_method", "delivery_address"),
    )
    readonly_fields = tuple(name for pair in fields for name in pair)
    inlines = (
        TaskInline,
        LineInline,
        DiscountInline,
        StatusChangeInline,
        AttemptInline,
        MovementInline,
        RefundInline,
        NoteInline,
    )

    def get_inlines(self, _request: HttpRequest, obj: Model | None) -> list[Any]:
        """Leave out what most orders have none of."""
        rare = {TaskInline, DiscountInline, RefundInline, NoteInline}
        return [
            inline
            for inline in self.inlines
            if inline not in rare or inline.model.objects.filter(order=obj).exists()
        ]

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

    @admin.display(description=_("Address"))
    def delivery_address(self, order: Any) -> str:
        """Return the address as it is printed on the parcel."""
        address = order.shipping_address
        fields = address.active_address_fields() if address else []
        return format_html_join("\n", "<div>{}</div>", ((field,) for field in fields)) or "–"
