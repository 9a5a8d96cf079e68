"""The product's page as a shopper will see it, for staff."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from nomi.platform.answering import Words
from nomi.platform.screens import Screen
from shop.storefront.preview import find_preview

ADDRESS = "admin:catalogue_product_preview"


class PreviewScreen(Screen):
    """A screen of products that leads to their previews."""

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the preview its address."""
        view = require_safe(self.preview_view)
        return (
            ("<int:object_id>/preview/", "catalogue_product_preview", view),
            *super().get_custom_urls(),
        )

    def list_buttons(self, request: HttpRequest, row: Model) -> list[dict[str, Words]]:
        """Lead to the preview before anything else."""
        link: dict[str, Words] = {
            "label": _("Preview as a shopper"),
            "address": reverse(ADDRESS, args=(row.pk,)),
        }
        return [link, *super().list_buttons(request, row)]

    def preview_view(self, request: HttpRequest, object_id: int, **_kw: Any) -> HttpResponse:
        """Show the real page with a notice and without a way to buy."""
        product: Any = self.get_object(request, str(object_id))
        if not self.has_view_permission(request, product):
            raise PermissionDenied
        if product is None:
            raise Http404
        page, is_on_sale = find_preview(
            product_id=product.pk,
            colour=request.GET.get("colour", ""),
            size=request.GET.get("size", ""),
            on=timezone.localdate(),
        )
        back = reverse("admin:catalogue_product_change", args=(product.pk,))
        if page is None:
            words = _("There is nothing to show yet: give the product a kind and a price first.")
            messages.warning(request, words)
            return redirect(back)
        context = {
            "page": page,
            "facts": (),
            "is_on_sale": is_on_sale,
            "back": back,
            "preview_address": reverse(ADDRESS, args=(product.parent_id or product.pk,)),
        }
        response = render(request, "shop/storefront/preview.html", context)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
