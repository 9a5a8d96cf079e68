"""The product's page: words, price, cost, stock, pictures, categories, attributes, SEO text."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Model, Prefetch, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from nomi.platform.answering import Words
from nomi.platform.screens import Button
from shop.goods.admin.parts import AttributeInline, CategoryInline
from shop.goods.admin.pictures import PictureInline
from shop.goods.admin.preview import PreviewScreen
from shop.goods.admin.prices import PricesScreen
from shop.goods.admin.shown import ShownScreen
from shop.goods.admin.stock import StockInline
from shop.goods.admin.tables import TablesScreen
from shop.goods.admin.variants import VariantInline
from shop.goods.describing import describe_stock
from shop.goods.searching import find_goods
from shop.goods.services import CloneRefused, clone_product
from shop.partner.forms import keep_seen

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")


SHORT = ("title", "slug", "is_public", "is_discountable", "upc", "meta_title")


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words of a product; an address left empty is made of the title."""

    class Meta:
        model = Product
        fields = "__all__"  # noqa: DJ007 - the screen's fieldsets choose

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        keep_seen(self, *SHORT)


def press_clone(product: Any, _reason: str, _request: HttpRequest) -> tuple[Model, Words]:
    """Copy the product, or find the copy that was made before."""
    copy, is_new = clone_product(product_id=product.pk)
    if is_new:
        return copy, _("This is the copy. Give it a title, pieces and a landed cost, then show it.")
    return copy, _("It was copied before; this is that copy. Nothing was made twice.")


CLONE = Button(
    name="clone",
    label=_("Copy"),
    question=_(
        "Words, kind, categories, attributes, pictures, prices and thresholds are copied, each"
        " variant's too. The copy is not public, has no pieces and no landed cost."
    ),
    press=press_clone,
    is_offered=lambda product: not product.is_child,
    refusals=(CloneRefused,),
    permission="catalogue.add_product",
)


@admin.register(Product)
class ProductScreen(TablesScreen, PricesScreen, PreviewScreen, ShownScreen):
    """A product on one page: words, variants, stock, cost, categories, pictures."""

    form = ProductForm
    buttons = (CLONE,)
    list_display = ("name", "upc", "price", "stock", "is_public")
    ordering = ("upc", "pk")
    list_filter = ("is_public", "structure", "product_class", "categories")
    list_select_related = ("product_class", "parent__product_class")
    search_fields = ("title", "upc", "stockrecords__partner_sku", "parent__title")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": (("title", "slug"), "description", ("is_public", "is_discountable"))}),
        (
            _("Kind"),
            {"fields": (("structure", "product_class"), ("parent", "upc")), "classes": ("tab",)},
        ),
        (
            _("For search engines"),
            {"fields": ("meta_title", "meta_description"), "classes": ("tab",)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the stock records of the whole page at once."""
        records = Prefetch("stockrecords", queryset=StockRecord.objects.order_by("pk"))
        return super().get_queryset(request).prefetch_related(records)

    def get_search_results(
        self, _request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Find by the cards' index, so that the list stays quick among many thousands."""
        return (find_goods(queryset, term=search_term) if search_term else queryset), False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return the product; while it is saved, no order moves its pieces."""
        is_saved = request.method == "POST" and transaction.get_connection().in_atomic_block
        if is_saved and object_id.isdecimal():
            family = Q(product_id=object_id) | Q(product__parent_id=object_id)
            records = StockRecord.objects.select_for_update(of=("self",))
            list(records.filter(family).order_by("pk"))
        return super().get_object(request, object_id, from_field)

    def save_model(self, _request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save what was changed, and nothing else of a product that exists."""
        obj.save(update_fields=[*form.changed_data, "date_updated"] if change else None)

    def get_inlines(self, _request: HttpRequest, obj: Any) -> list[Any]:
        """Show variants on a parent, stock on what is sold; the rest on both."""
        if obj is None:
            return [StockInline, CategoryInline, AttributeInline, PictureInline]
        sold = [] if obj.is_parent else [StockInline]
        variants = [VariantInline] if obj.is_parent else []
        placed = [] if obj.is_child else [CategoryInline]
        return [*variants, *sold, AttributeInline, *placed, PictureInline]

    @admin.display(description=_("Product"), ordering="title")
    def name(self, product: Any) -> str:
        """Return the title, for a variant with its parent's."""
        title = str(product.get_title())
        if product.is_child and product.parent.title not in title:
            return f"{product.parent.title}: {title}"
        return title

    @admin.display(description=_("Price"))
    def price(self, product: Any) -> str:
        """Return the price before tax of what is sold."""
        return ", ".join(f"${record.price}" for record in product.stockrecords.all()) or "–"

    @admin.display(description=_("Stock"))
    def stock(self, product: Any) -> str:
        """Return the pieces free and held."""
        return "; ".join(describe_stock(record) for record in product.stockrecords.all()) or "–"

    def list_buttons(self, request: HttpRequest, row: Model) -> list[dict[str, Words]]:
        """Lead to a new variant of a product that has some, beside the buttons."""
        found = super().list_buttons(request, row)
        if getattr(row, "is_parent", False) and self.has_add_permission(request):
            address = reverse("admin:catalogue_product_add")
            query = f"?structure=child&parent={row.pk}"
            found.append({"label": _("Add a variant"), "address": address + query})
        return found
