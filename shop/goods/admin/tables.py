"""The catalogue as a table: taken out, and brought back after it was looked at."""

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

from nomi.platform.safe_csv import stream_table
from nomi.platform.screens import Screen
from nomi.platform.tables import TableForm, TableRefused
from shop.goods.table import (
    COLUMNS,
    MOST_BYTES,
    TableMoved,
    TablePlan,
    import_table,
    list_rows,
    list_template_rows,
    plan_table,
)

MAY_IMPORT = (
    *("catalogue.add_product", "catalogue.change_product", "partner.change_stockrecord"),
    *("partner.add_stockrecord", "costing.add_landedcost"),
)
MAY_EXPORT = ("catalogue.view_product", "partner.view_stockrecord", "costing.view_landedcost")
MOST_SHOWN = 300


class GoodsForm(TableForm):
    """The catalogue's table, up to 2 MB."""

    most_bytes = MOST_BYTES


class TablesScreen(Screen):
    """A screen of products that come and go as a table."""

    list_before_template = "admin/desk/_links.html"

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the table its pages."""
        return (
            ("table/", "catalogue_product_table", self.table_view),
            ("table/template/", "catalogue_product_table_template", self.template_view),
            ("table/export/", "catalogue_product_table_export", self.export_view),
            *super().get_custom_urls(),
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Lead to prices and tables above the list."""
        links = []
        if request.user.has_perms(MAY_IMPORT):
            links += [
                (_("Change prices"), reverse("admin:catalogue_product_prices")),
                (_("Bring a table"), reverse("admin:catalogue_product_table")),
            ]
        if request.user.has_perms(MAY_EXPORT):
            links.append((_("Take the table"), reverse("admin:catalogue_product_table_export")))
        return super().changelist_view(request, {**(extra_context or {}), "links": links})

    def template_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Hand out a table to write over."""
        if not request.user.has_perms(MAY_IMPORT):
            raise PermissionDenied
        return stream_table(name="goods-template", rows=list_template_rows())

    def export_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Hand out the catalogue; brought back unchanged it changes nothing."""
        if not request.user.has_perms(MAY_EXPORT):
            raise PermissionDenied
        return stream_table(name="goods", rows=list_rows(on=timezone.localdate()))

    def table_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Ask for a table; show what it would do; do exactly that."""
        if not request.user.has_perms(MAY_IMPORT):
            raise PermissionDenied
        form: TableForm = GoodsForm(request.POST or None, request.FILES or None)
        plan = None
        if request.method == "POST" and form.is_valid():
            form = form.keep_text()
            plan, is_done = self.plan_or_import(request, form)
            if plan is not None and is_done:
                return self.tell_imported(request, plan)
        return self.show_table(request, form=form, plan=plan)

    def plan_or_import(
        self, request: HttpRequest, form: TableForm
    ) -> tuple[TablePlan | None, bool]:
        """Return the plan and whether it was carried out; every fault stands on the form."""
        text, now = form.cleaned_data["text"], timezone.now()
        fingerprint = request.POST.get("confirm", "")
        try:
            if not fingerprint:
                return plan_table(text=text, on=now.date()), False
            return import_table(text=text, fingerprint=fingerprint, now=now), True
        except TableMoved as moved:
            form.add_error(None, str(moved))
        except TableRefused as refusal:
            form.add_faults(refusal)
        return None, False

    def show_table(self, request: HttpRequest, *, form: TableForm, plan: TablePlan | None) -> Any:
        """Show the question, and what the table would do."""
        acting = plan.acting if plan else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Bring a table of goods"),
            "form": form,
            "plan": plan,
            "fingerprint": plan.fingerprint if plan and acting else "",
            "steps": acting[:MOST_SHOWN],
            "unshown": max(len(acting) - MOST_SHOWN, 0),
            "made": sum(step.is_new for step in acting),
            "changed": sum(not step.is_new for step in acting),
            "same": len(plan.steps) - len(acting) if plan else 0,
            "columns": {name: column.words for name, column in COLUMNS.items()},
            "template": reverse("admin:catalogue_product_table_template"),
            "export": reverse("admin:catalogue_product_table_export"),
            "back": reverse("admin:catalogue_product_changelist"),
        }
        return TemplateResponse(request, "admin/goods/table.html", context)

    def tell_imported(self, request: HttpRequest, plan: TablePlan) -> Any:
        """Say how many lines did something, and go back to the list."""
        count = len(plan.acting)
        words = ngettext("%(count)d line was done.", "%(count)d lines were done.", count)
        messages.success(request, words % {"count": count})
        return redirect("admin:catalogue_product_changelist")
