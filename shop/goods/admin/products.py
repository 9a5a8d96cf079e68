"""Staff screens of the catalogue: a product with its variants, stock, cost and pictures."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from treebeard.forms import movenodeform_factory
from unfold.admin import StackedInline, TabularInline

from nomi.platform.screens import FactsInline, Screen, format_minor
from shop.costing.models import LandedCost
from shop.partner.forms import StockForm

Product = get_model("catalogue", "Product")
Category = get_model("catalogue", "Category")
StockRecord = get_model("partner", "StockRecord")


def describe_stock(stockrecord: Any) -> str:
    """Return how many pieces are free and how many are held for orders."""
    in_stock, held = stockrecord.num_in_stock or 0, stockrecord.num_allocated or 0
    return _("%(free)d free, %(held)d held") % {"free": in_stock - held, "held": held}


def describe_cost(stockrecord: Any, *, today: date) -> str:
    """Return the landed cost that holds today, always with its parts."""
    costs = [cost for cost in stockrecord.landed_costs.all() if cost.effective_on <= today]
    if not costs:
        return gettext("unknown")
    cost = max(costs, key=lambda one: one.effective_on)
    parts = (cost.purchase_minor, cost.freight_minor, cost.duty_minor, cost.handling_minor)
    return f"{format_minor(cost.landed_minor)} = {' + '.join(map(format_minor, parts))}"


class LandedCostInline(TabularInline):
    """What a piece costs from a day on: purchase, freight, duty, handling."""

    model = LandedCost
    extra = 0
    can_delete = False
    fields = ("effective_on", "purchase_minor", "freight_minor", "duty_minor", "handling_minor")


class StockInline(StackedInline):
    """Price and pieces of the product; what is held for orders is counted by the orders."""

    model = StockRecord
    form = StockForm
    extra = 0
    max_num = 1
    tab = True
    inlines = (LandedCostInline,)
    fields = (
        ("partner", "partner_sku"),
        ("price", "price_currency"),
        ("num_in_stock", "num_allocated", "low_stock_threshold"),
    )
    readonly_fields = ("num_allocated", "price_currency")

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Orders and costs point at it."""
        return False


class VariantInline(FactsInline):
    """The variants of a product, each a page of its own."""

    model = Product
    fk_name = "parent"
    tab = True
    verbose_name = _("variant")
    verbose_name_plural = _("Variants")
    fields = readonly_fields = ("variant", "sku", "price", "landed", "stock", "is_public")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the stock records with the variants."""
        return super().get_queryset(request).prefetch_related("stockrecords__landed_costs")

    @admin.display(description=_("Variant"))
    def variant(self, child: Any) -> str:
        """Return the variant's title."""
        return str(child.get_title())

    @admin.display(description=_("SKU"))
    def sku(self, child: Any) -> str:
        """Return the stock-keeping unit of its stock record."""
        return ", ".join(record.partner_sku for record in child.stockrecords.all()) or "–"

    @admin.display(description=_("Price"))
    def price(self, child: Any) -> str:
        """Return the price before tax."""
        return ", ".join(f"${record.price}" for record in child.stockrecords.all()) or "–"

    @admin.display(description=_("Landed cost"))
    def landed(self, child: Any) -> str:
        """Return the landed cost with its parts: purchase, freight, duty, handling."""
        today = timezone.now().date()
        costs = [describe_cost(record, today=today) for record in child.stockrecords.all()]
        return "; ".join(costs) or "–"

    @admin.display(description=_("Stock"))
    def stock(self, child: Any) -> str:
        """Return the pieces free and held."""
        return "; ".join(describe_stock(record) for record in child.stockrecords.all()) or "–"


class AttributeInline(TabularInline):
    """Colour, size and the like."""

    model = get_model("catalogue", "ProductAttributeValue")
    extra = 0
    tab = True
    fields = ("attribute", "value_text", "value_option")


class CategoryInline(TabularInline):
    """Where the product is found."""

    model = get_model("catalogue", "ProductCategory")
    extra = 0
    tab = True
    autocomplete_fields = ("category",)


class PictureInline(StackedInline):
    """The product's pictures in the order in which they are shown."""

    model = get_model("catalogue", "ProductImage")
    extra = 0
    tab = True
    fields = (("picture", "original"), ("caption", "display_order"))
    readonly_fields = ("picture",)

    @admin.display(description=_("Picture"))
    def picture(self, image: Any) -> str:
        """Return the picture, small."""
        if not image.original:
            return "–"
        return format_html(
            '<img class="desk-picture" src="{}" alt="{}" loading="lazy">',
            image.original.url,
            image.caption,
        )


@admin.register(Product)
class ProductScreen(Screen):
    """A product on one page: words, variants, stock, cost, categories, pictures."""

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

    def get_inlines(self, _request: HttpRequest, obj: Any) -> list[Any]:
        """Show variants on a parent, stock on what is sold; the rest on both."""
        if obj is None:
            return [StockInline, CategoryInline, PictureInline]
        sold = [] if obj.is_parent else [StockInline]
        variants = [VariantInline] if obj.is_parent else []
        return [*variants, *sold, AttributeInline, CategoryInline, PictureInline]

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


@admin.register(Category)
class CategoryScreen(Screen):
    """The tree of categories in its own order."""

    list_display = ("full_name", "slug", "is_public")
    search_fields = ("name",)
    ordering = ("path",)
    prepopulated_fields = {"slug": ("name",)}

    form = movenodeform_factory(
        Category, fields=["name", "slug", "description", "image", "is_public"]
    )
