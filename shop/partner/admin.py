"""Staff screens of stock: who sends goods, and how many pieces there are."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from nomi.platform.screens import Screen
from shop.goods.searching import find_goods
from shop.partner.forms import StockForm


@admin.register(get_model("partner", "Partner"))
class PartnerScreen(Screen):
    """Who sends the goods."""

    list_display = ("name", "code")
    search_fields = ("name", "code")
    fields = ("name", "code")
    readonly_fields = ("code",)


@admin.register(get_model("partner", "StockRecord"))
class StockScreen(Screen):
    """Pieces and prices, one row per thing that is sold."""

    form = StockForm
    list_display = ("partner_sku", "product", "price", "num_in_stock", "num_allocated", "free")
    list_select_related = ("product__parent", "partner")
    list_filter = ("partner",)
    search_fields = ("partner_sku", "product__title", "product__parent__title")
    autocomplete_fields = ("product", "partner")
    fields = (
        ("product", "partner"),
        ("partner_sku", "price"),
        ("num_in_stock", "num_allocated", "low_stock_threshold"),
    )
    readonly_fields = ("num_allocated",)

    def get_search_results(
        self, _request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find the records of the goods that words of the title, a UPC or an SKU lead to."""
        if not search_term.strip():
            return queryset, False
        goods = find_goods(get_model("catalogue", "Product").objects.all(), term=search_term)
        return queryset.filter(product__in=goods.values("pk")), False

    def save_model(self, _request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save what was changed, and nothing else of a record that exists."""
        obj.save(update_fields=[*form.changed_data, "date_updated"] if change else None)

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Orders and costs point at it."""
        return False

    @admin.display(description=_("Free"))
    def free(self, record: Any) -> int:
        """Return the pieces that can be sold now."""
        return (record.num_in_stock or 0) - (record.num_allocated or 0)
