"""The staff screen of an order: facts in the order in which they happened, and a few buttons."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from nomi.platform.screens import FactsInline, FactsScreen
from shop.order.models import Line, Order, OrderDiscount, OrderNote, OrderStatusChange


class LineInline(FactsInline):
    """What was ordered, as it was then."""

    model = Line
    verbose_name_plural = _("Lines")
    fields = readonly_fields = (
        "title",
        "partner_sku",
        "quantity",
        "line_price_excl_tax",
        "line_price_incl_tax",
        "num_allocated",
        "status",
    )


class DiscountInline(FactsInline):
    """What was taken off."""

    model = OrderDiscount
    fields = readonly_fields = ("offer_name", "voucher_code", "amount", "message")


class StatusChangeInline(FactsInline):
    """The time line of the order."""

    model = OrderStatusChange
    verbose_name_plural = _("Time line")
    ordering = ("date_created", "pk")
    fields = readonly_fields = ("date_created", "old_status", "new_status")


class NoteInline(FactsInline):
    """What people and the machinery wrote down."""

    model = OrderNote
    verbose_name_plural = _("Notes")
    ordering = ("date_created", "pk")
    fields = readonly_fields = ("date_created", "note_type", "message", "user")


@admin.register(Order)
class OrderScreen(FactsScreen):
    """One order. Its status moves by buttons only."""

    list_display = ("number", "status", "buyer", "total_incl_tax", "date_placed")
    list_filter = ("status", "date_placed")
    list_select_related = ("user",)
    search_fields = ("number", "guest_email", "user__email")
    ordering = ("-date_placed",)
    date_hierarchy = None
    fieldsets = (
        (None, {"fields": (("number", "status"), ("date_placed", "buyer"))}),
        (
            _("Money"),
            {
                "fields": (
                    ("total_excl_tax", "total_incl_tax"),
                    ("shipping_excl_tax", "shipping_incl_tax"),
                    "currency",
                )
            },
        ),
        (_("Delivery"), {"fields": (("shipping_method", "delivery_address"),)}),
    )
    readonly_fields = ("buyer", "delivery_address")
    inlines = (LineInline, DiscountInline, StatusChangeInline, NoteInline)

    @admin.display(description=_("Buyer"))
    def buyer(self, order: Any) -> str:
        """Return the address to which mails about the order go."""
        return str(order.email or "–")

    @admin.display(description=_("Address"))
    def delivery_address(self, order: Any) -> str:
        """Return the address as it is printed on the parcel."""
        address = order.shipping_address
        if address is None:
            return "–"
        lines = address.active_address_fields()
        return format_html("{}", format_html_join("\n", "<div>{}</div>", ((x,) for x in lines)))
