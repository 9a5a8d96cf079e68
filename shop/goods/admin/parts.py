"""Attributes and categories of a product, on its page."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from unfold.admin import TabularInline

VALUES = {"option": "value_option", "text": "value_text", "integer": "value_integer"}


class AttributeForm(forms.ModelForm):  # type: ignore[type-arg]
    """One attribute with the kind of value that it takes."""

    class Meta:
        model = get_model("catalogue", "ProductAttributeValue")
        fields = ("attribute", "value_text", "value_option", "value_integer")

    def clean(self) -> dict[str, Any]:
        """Refuse a value of another kind than the attribute's, beside the attribute."""
        values: dict[str, Any] = super().clean() or {}
        attribute: Any = values.get("attribute")
        wanted = VALUES.get(attribute.type) if attribute else None
        if wanted is None:
            return values
        if values.get(wanted) in {None, ""}:
            label = self.fields[wanted].label
            self.add_error(wanted, _("“%(name)s” takes a value here.") % {"name": label})
        option = values.get("value_option")
        if option is not None and option.group_id != attribute.option_group_id:
            self.add_error("value_option", _("This is no value of that attribute."))
        return values


class AttributeInline(TabularInline):
    """Colour, size and the like."""

    model = get_model("catalogue", "ProductAttributeValue")
    form = AttributeForm
    extra = 0
    tab = True
    hide_title = True
    verbose_name_plural = _("Attributes")
    fields = ("attribute", "value_text", "value_option", "value_integer")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch what names the rows with them."""
        found: QuerySet[Any] = super().get_queryset(request)
        return found.select_related("attribute", "value_option__group", "product")


class CategoryInline(TabularInline):
    """Where the product is found."""

    model = get_model("catalogue", "ProductCategory")
    extra = 0
    tab = True
    hide_title = True
    verbose_name_plural = _("Categories")
    autocomplete_fields = ("category",)
