"""The packing desk above the list of orders: the pick list, and parcels from a table."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nomi.desk.orders.papers import PapersScreen
from nomi.platform.paper import hand_out_pdf
from nomi.platform.safe_csv import stream_table
from nomi.platform.tables import TableForm, TableRefused, name_table
from shop.fulfilment.papers.pick_list import write_pick_list
from shop.fulfilment.services import preview_table, ship_table
from shop.fulfilment.services.tables import list_template_rows

SHIP = "order.change_order"


class PackingScreen(PapersScreen):
    """A screen of orders with the packing desk above its list."""

    list_before_template = "admin/desk/_links.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Lead to the pick list and to the table above the list."""
        links = [(_("Pick list"), reverse("admin:order_order_pick_list"))]
        if request.user.has_perm(SHIP):
            links.append((_("Ship from a table"), reverse("admin:order_order_ship_table")))
        return super().changelist_view(request, {**(extra_context or {}), "links": links})

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the packing desk its pages."""
        return (
            ("pick-list/", "order_order_pick_list", self.pick_view),
            ("ship-table/", "order_order_ship_table", self.table_view),
            ("ship-table/template/", "order_order_ship_template", self.template_view),
            *super().get_custom_urls(),
        )

    def pick_view(self, request: HttpRequest, **_kw: Any) -> HttpResponse:
        """Hand out the pick list of this moment."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return hand_out_pdf(write_pick_list(now=timezone.now()), name="pick-list")

    def template_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Hand out the table to fill in, with the orders that wait."""
        if not request.user.has_perm(SHIP):
            raise PermissionDenied
        return stream_table(name="parcels", rows=list_template_rows())

    def table_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Ask for a table; show what it would do; do it. A fault stands beside the lines."""
        if not request.user.has_perm(SHIP):
            raise PermissionDenied
        form = TableForm(request.POST or None, request.FILES or None)
        outcome = None
        if request.method == "POST" and form.is_valid():
            text = form.cleaned_data["text"]
            does = request.POST.get("ship") == name_table(text)
            form = form.keep_text()
            act = ship_table if does else preview_table
            try:
                outcome = act(text=text, by=request.user, now=timezone.now())
            except TableRefused as refusal:
                form.add_faults(refusal)
            else:
                if does:
                    return self.tell_sent(request, len(outcome.sent))
        return TemplateResponse(
            request,
            "admin/desk/ship_table.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Ship from a table"),
                "form": form,
                "outcome": outcome,
                "looked_at": name_table(str(form["text"].value() or "")),
                "template": reverse("admin:order_order_ship_template"),
                "back": reverse("admin:order_order_changelist"),
            },
        )

    def tell_sent(self, request: HttpRequest, count: int) -> Any:
        """Say how many parcels left, and go back to the list."""
        words = ngettext("%(count)d parcel has left.", "%(count)d parcels have left.", count)
        messages.success(request, words % {"count": count})
        return redirect("admin:order_order_changelist")
