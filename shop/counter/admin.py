"""The staff screen of orders that staff took, and the form that takes one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.answering import Words
from nomi.platform.screens import FactsScreen
from shop.basket.queries import list_share_lines
from shop.counter.forms import WishForm, copy_lines, copy_wish, open_lines
from shop.counter.models import CounterSale
from shop.counter.queries import find_open_link, list_suggestions
from shop.counter.services import Taken
from shop.counter.taking import Sheet, read_sheet
from shop.order.queries import AWAITING_PAYMENT


@admin.register(CounterSale)
class CounterSaleScreen(FactsScreen):
    """Orders taken at a stall or on the telephone; a new one is taken here."""

    list_display = ("order", "status", "total", "method", "is_handed_over", "taken_by", "taken_at")
    list_filter = ("method", "is_handed_over")
    list_select_related = ("order", "taken_by")
    search_fields = ("order__number", "order__guest_email")
    fields = readonly_fields = (
        "its_order",
        "status",
        "total",
        "method",
        "payment_link",
        "is_handed_over",
        "taken_by",
        "taken_at",
    )

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Let those take orders who may."""
        return bool(request.user.has_perm("counter.add_countersale"))

    def add_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> Any:
        """Show the form, one line more of it, what the order would cost; or place the order."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            form = WishForm(initial={"country": "US"})
            return self.show_sheet(request, Sheet(lines=open_lines(), form=form))
        step = request.POST.get("step", "")
        if step == "row":
            sheet = Sheet(lines=copy_lines(request.POST), form=copy_wish(request.POST))
            return self.show_sheet(request, sheet)
        sheet = read_sheet(request.POST)
        if step != "place":
            sheet.look()
            return self.show_sheet(request, sheet)
        taken = sheet.place(
            expected=request.POST.get("expected", ""), by=request.user, now=timezone.now()
        )
        return self.show_taken(request, taken) if taken else self.show_sheet(request, sheet)

    def show_taken(self, request: HttpRequest, taken: Taken) -> Any:
        """Lead to the order that was taken, and say what happens next."""
        sale = taken.sale
        words = gettext("Order %(number)s is taken.") % {"number": sale.order.number}
        messages.success(request, words)
        if taken.link:
            messages.info(request, gettext("The link to pay is below, and on its way by mail."))
        elif sale.method == CounterSale.Method.LINK and sale.order.status == AWAITING_PAYMENT:
            lost = gettext(
                "Stripe gave no link. Send one from the order's page within ten minutes; then the"
                " order ends."
            )
            messages.warning(request, lost)
        return redirect("admin:counter_countersale_change", sale.pk)

    def show_sheet(self, request: HttpRequest, sheet: Sheet) -> Any:
        """Show the form as it stands."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("New order"),
            "sheet": sheet,
            "articles": list_suggestions(),
            "share_lines": (list_share_lines(priced=sheet.quote.priced) if sheet.quote else []),
            "back": reverse("admin:counter_countersale_changelist"),
        }
        return TemplateResponse(request, "admin/counter/new.html", context)

    @admin.display(description=_("Order"))
    def its_order(self, sale: CounterSale) -> str:
        """Return the way to the order's own page."""
        address = reverse("admin:order_order_change", args=(sale.order_id,))
        return format_html('<a href="{}">{}</a>', address, sale.order.number)

    @admin.display(description=_("Status"))
    def status(self, sale: CounterSale) -> str:
        """Return how the order stands now."""
        return str(sale.order.status)

    @admin.display(description=_("Total"))
    def total(self, sale: CounterSale) -> str:
        """Return what the buyer pays."""
        return f"${sale.order.total_incl_tax}"

    @admin.display(description=_("Link to pay"))
    def payment_link(self, sale: CounterSale) -> Words:
        """Return the link while it can be paid, to read out or to show."""
        attempt = find_open_link(order=sale.order)
        if attempt is None:
            return "–"
        until = gettext("until %(moment)s UTC") % {"moment": f"{attempt.expires_at:%d %b %H:%M}"}
        link = '<a class="counter-link" href="{}" rel="noreferrer">{}</a> ({})'
        return format_html(link, attempt.url, attempt.url, until)
