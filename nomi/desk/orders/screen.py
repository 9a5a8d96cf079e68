"""The staff screen of an order: facts in the order in which they happened, and a few buttons."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from nomi.desk.orders.address import ADDRESS_ASK
from nomi.desk.orders.buttons import BUTTONS
from nomi.desk.orders.counter import COUNTER_ASKS
from nomi.desk.orders.facts import FACTS, ON_EVERY_PAGE
from nomi.desk.orders.mails import MAIL_ASKS
from nomi.desk.orders.money import MONEY_ASKS
from nomi.desk.orders.notes import NOTE_ASK
from nomi.desk.orders.packing import PackingScreen
from nomi.desk.orders.parcels import ASKS
from nomi.desk.orders.share import find_share, may_see_books
from nomi.desk.orders.story import list_moments
from shop.addedgifts.port import find_added_gift
from shop.order.queries import search_orders
from shop.stripe_checkout.queries import get_payment_state


@admin.register(get_model("order", "Order"))
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
    inlines = FACTS
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
        return [
            inline
            for inline in self.inlines
            if inline in ON_EVERY_PAGE or inline.model.objects.filter(order=obj).exists()
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
