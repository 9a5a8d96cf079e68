"""Many prices at once: what they would become, and then so."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nomi.platform.screens import Screen
from shop.goods.admin.price_form import MOST_CHOSEN, PriceForm
from shop.goods.admin.variants import may_price
from shop.goods.services import PricePlan, PricesMoved, PricesRefused, change_prices, plan_prices

ADDRESS = "admin:catalogue_product_prices"
MOST_SHOWN = 300


class PricesScreen(Screen):
    """A screen of products whose prices are changed together."""

    actions = ("lead_to_prices",)

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the change of prices its page."""
        return (
            ("prices/", "catalogue_product_prices", self.prices_view),
            *super().get_custom_urls(),
        )

    def has_price_permission(self, request: HttpRequest) -> bool:
        """Return whether this person may change prices; the list's action asks it."""
        return may_price(request)

    @admin.action(description=_("Change their prices"), permissions=["price"])
    def lead_to_prices(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Go on with the ticked products to the page that asks how."""
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_CHOSEN + 1])
        if len(ids) > MOST_CHOSEN:
            words = _("Choose up to %(most)d products, or change the prices of a category.")
            messages.error(request, words % {"most": MOST_CHOSEN})
            return None
        return redirect(f"{reverse(ADDRESS)}?products={','.join(map(str, ids))}")

    def prices_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Ask whose prices and how; show what would be; do exactly that."""
        if not (may_price(request) and self.has_view_permission(request)):
            raise PermissionDenied
        is_posted = request.method == "POST"
        form = PriceForm(
            request.POST if is_posted else None, initial={"products": request.GET.get("products")}
        )
        plan = None
        if is_posted and form.is_valid():
            plan, is_done = self.plan_or_change(request, form)
            if plan is not None and is_done:
                return self.tell_changed(request, plan)
        return self.show_prices(request, form=form, plan=plan)

    def plan_or_change(
        self, request: HttpRequest, form: PriceForm
    ) -> tuple[PricePlan | None, bool]:
        """Return the plan and whether it was carried out; a refusal stands on the form."""
        chosen, change = form.cleaned_data["chosen"], form.cleaned_data["change"]
        fingerprint, now = request.POST.get("confirm", ""), timezone.now()
        try:
            if not fingerprint:
                return plan_prices(chosen=chosen, change=change, on=now.date()), False
            done = change_prices(chosen=chosen, change=change, fingerprint=fingerprint, now=now)
        except PricesMoved as moved:
            form.add_error(None, str(moved))
            return moved.plan, False
        except PricesRefused as refusal:
            form.add_error("value", str(refusal))
            return None, False
        return done, True

    def show_prices(self, request: HttpRequest, *, form: PriceForm, plan: PricePlan | None) -> Any:
        """Show the question, and what the answer would do."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Change prices"),
            "form": form,
            "chosen": len((form["products"].value() or "").split(",")),
            "plan": plan,
            "rows": plan.rows[:MOST_SHOWN] if plan else (),
            "unshown": max(len(plan.rows) - MOST_SHOWN, 0) if plan else 0,
            "back": reverse("admin:catalogue_product_changelist"),
        }
        return TemplateResponse(request, "admin/goods/prices.html", context)

    def tell_changed(self, request: HttpRequest, plan: PricePlan) -> Any:
        """Say how many prices are others now, and go back to the list."""
        count = len(plan.changed)
        words = ngettext("%(count)d price was changed.", "%(count)d prices were changed.", count)
        messages.success(request, words % {"count": count})
        return redirect("admin:catalogue_product_changelist")
