"""The variants of a product in one table: price, pieces and threshold in their row."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminTextInputWidget

from nomi.platform.fields import read_amount
from nomi.platform.safe_csv import write_amount
from shop.costing.services import record_landed_cost
from shop.goods.describing import describe_cost, describe_stock, find_cost
from shop.partner.forms import (
    OVERTAKEN,
    SEEN,
    StockForm,
    keep_seen,
    refuse_overtaken,
    write_number,
)

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
CODE = 14
"""Letters of a code that are seen at once."""
COST_PARTS = ("purchase_minor", "freight_minor", "duty_minor", "handling_minor")
PARTS = len(COST_PARTS)


def make_cell(label: Any, *, width: int = 6) -> forms.CharField:
    """Return the field of one cell; what is right in it is for the stock record's form to say."""
    attrs = {"size": str(width)} | ({"inputmode": "decimal"} if width < CODE else {})
    widget = UnfoldAdminTextInputWidget(attrs=attrs)
    return forms.CharField(label=label, required=False, widget=widget)


class OnShowForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whether a variant is on show: all that those see who set no prices."""

    class Meta:
        model = Product
        fields = ("is_public",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_seen(self, "is_public")

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Save whether it is on show, and nothing else of it."""
        if commit and "is_public" in self.changed_data:
            self.instance.save(update_fields=["is_public", "date_updated"])
        return self.instance


class VariantForm(OnShowForm):
    """A variant with its stock record, judged by the rules of the stock record's own form."""

    partner_sku = make_cell(_("SKU"), width=CODE)
    price = make_cell(_("Price, $"))
    num_in_stock = make_cell(_("Pieces"))
    low_stock_threshold = make_cell(_("Low at"))
    landed = make_cell(_("Cost: paid + freight + duty + handling"), width=2 * CODE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = find_record(self.instance)
        for name in SEEN:
            self.initial[name] = write_number(getattr(self.record, name, None))
        self.initial["landed"] = write_parts(self.record, today=timezone.localdate())
        keep_seen(self, *SEEN, "landed")
        self.stock: Any = None

    def clean(self) -> dict[str, Any]:
        """Let the stock record's form judge the row; its refusals stand beside the cells."""
        values: dict[str, Any] = super().clean() or {}
        if not set(self.changed_data) & {*SEEN, "landed"}:
            return values
        partner = self.record.partner_id if self.record else find_partner_id()
        sent: Any = self.data
        data = sent.copy()
        data[self.add_prefix("partner")] = partner
        self.stock = StockForm(
            data,
            instance=self.record or StockRecord(product=self.instance),
            prefix=self.prefix,
        )
        for name, errors in self.stock.errors.items():
            self.add_error(name if name in self.fields else None, errors)
        return values

    def clean_landed(self) -> tuple[int, ...] | None:
        """Return the four parts in cents, None when the cell says nothing new."""
        text: str = self.cleaned_data["landed"]
        if "landed" not in self.changed_data:
            return None
        parts = [read_amount(part.strip()) for part in text.split("+")]
        cents = tuple(part for part in parts if part is not None)
        if len(cents) != len(parts) or len(cents) != PARTS or not sum(cents):
            raise forms.ValidationError(
                _("Write four amounts like 10.40 + 1.35 + 0.85 + 0.60; together above nothing.")
            )
        refuse_overtaken(self, "landed", OVERTAKEN)
        return cents

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Save the row: what was changed of the variant, of its stock record and of its cost."""
        if commit and self.stock is not None:
            record = self.stock.save()
            parts = self.cleaned_data.get("landed")
            if parts:
                record_landed_cost(
                    stockrecord_id=record.pk,
                    effective_on=timezone.localdate(),
                    **dict(zip(COST_PARTS, parts, strict=True)),
                )
        return super().save(commit=commit)


def find_record(product: Any) -> Any:
    """Return the stock record that counts, the older one of two; None when there is none yet."""
    records = product.stockrecords.all() if product.pk else ()
    return min(records, key=lambda each: each.pk, default=None)


def write_parts(record: Any, *, today: date) -> str:
    """Return the parts of the landed cost that holds today, as the cell shows them."""
    cost = find_cost(record, today=today) if record else None
    return " + ".join(write_amount(getattr(cost, name)) for name in COST_PARTS) if cost else ""


def find_partner_id() -> int | None:
    """Return who sends the goods when nobody was named: the partner that was there first."""
    partners = get_model("partner", "Partner").objects.order_by("pk")
    first: int | None = partners.values_list("pk", flat=True).first()
    return first


class VariantInline(TabularInline):
    """The variants of a product, each a row here and a page of its own."""

    model = Product
    fk_name = "parent"
    extra = 0
    tab = True
    can_delete = False
    hide_title = True
    verbose_name = _("variant")
    verbose_name_plural = _("Variants")
    ordering = ("pk",)
    readonly_fields = ("variant", "held", "shown_price", "shown_stock", "shown_cost")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the stock records with the variants."""
        records = Prefetch("stockrecords", StockRecord.objects.order_by("pk"))
        found = super().get_queryset(request).select_related("parent__product_class")
        return found.prefetch_related(records, "stockrecords__landed_costs")

    def get_fields(self, request: HttpRequest, _obj: Any = None) -> tuple[str, ...]:
        """Let those write prices and pieces who may; show costs to those who may see them."""
        if may_price(request):
            return ("variant", *SEEN[:3], "held", SEEN[3], "landed", "is_public")
        costs = ("shown_cost",) if request.user.has_perm("costing.view_landedcost") else ()
        return ("variant", "shown_price", "shown_stock", *costs, "is_public")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Take the fields of prices and pieces only from those who may change them."""
        self.form = VariantForm if may_price(request) else OnShowForm
        return super().get_formset(request, obj, **kwargs)

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Refuse a new row: a variant begins on a page of its own."""
        return False

    @admin.display(description=_("Variant"))
    def variant(self, child: Any) -> str:
        """Return the variant's title, leading to its page."""
        address = reverse("admin:catalogue_product_change", args=(child.pk,))
        return format_html('<a class="desk-link" href="{}">{}</a>', address, child.get_title())

    @admin.display(description=_("Held"))
    def held(self, child: Any) -> int:
        """Return the pieces that orders hold."""
        record = find_record(child)
        return (record.num_allocated or 0) if record else 0

    @admin.display(description=_("Price"))
    def shown_price(self, child: Any) -> str:
        """Return the price before tax."""
        return ", ".join(f"${record.price}" for record in child.stockrecords.all()) or "–"

    @admin.display(description=_("Stock"))
    def shown_stock(self, child: Any) -> str:
        """Return the pieces free and held."""
        return "; ".join(describe_stock(record) for record in child.stockrecords.all()) or "–"

    @admin.display(description=_("Landed cost"))
    def shown_cost(self, child: Any) -> str:
        """Return the landed cost with its parts: purchase, freight, duty, handling."""
        today = timezone.localdate()
        costs = [describe_cost(record, today=today) for record in child.stockrecords.all()]
        return "; ".join(costs) or "–"


def may_price(request: HttpRequest) -> bool:
    """Return whether this person may set prices, count pieces and record costs."""
    may = ("partner.change_stockrecord", "partner.add_stockrecord", "costing.add_landedcost")
    return bool(request.user.has_perms(may))
