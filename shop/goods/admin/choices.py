"""Colours and sizes: what the variants of goods are told apart by."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from nomi.platform.screens import Screen
from shop.search.vocabulary import make_option_key

Option = get_model("catalogue", "AttributeOption")
LONGEST = 40


class ChoiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name that is its own, and in the addresses of lists one that stays."""

    class Meta:
        model = Option
        fields = ("group", "option")
        labels = {"group": _("Kind of choice"), "option": _("Name")}

    def clean_option(self) -> str:
        """Return the name without needless spaces."""
        name = " ".join(self.cleaned_data["option"].split())
        if len(name) > LONGEST:
            raise forms.ValidationError(_("At most %(most)d letters."), params={"most": LONGEST})
        if not any(letter.isalnum() for letter in name):
            raise forms.ValidationError(_("Write a name, with letters or digits."))
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse a name that the group has, however it is written, and give a new one its code."""
        values: dict[str, Any] = super().clean() or {}
        group = values.get("group") or getattr(self.instance, "group", None)
        name = values.get("option")
        if group is None or name is None:
            return values
        key = make_option_key(code=None, attribute="", option=name).strip("-")
        code = self.instance.code or f"{group.code}-{key}"
        others = Option.objects.exclude(pk=self.instance.pk)
        if others.filter(Q(code=code) | Q(group=group, option__iexact=name)).exists():
            self.add_error("option", _("There is one with this name."))
        self.instance.code = code
        return values


@admin.register(Option)
class ChoiceScreen(Screen):
    """Every colour and size; one that goods have stays."""

    form = ChoiceForm
    list_display = ("option", "group")
    list_filter = ("group",)
    list_select_related = ("group",)
    search_fields = ("option",)
    ordering = ("group", "pk")
    actions = None

    @admin.display(description=_("Goods that have it; while any do, it stays"))
    def goods(self, option: Any) -> int:
        """Return how many goods and variants have it."""
        return _find_uses(option).count()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """Keep a colour a colour."""
        return ("group", "goods") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to delete what goods have: it would go from them too."""
        is_free = obj is None or not _find_uses(obj).exists()
        return is_free and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete it unless goods came to have it meanwhile: none can while its row is locked."""
        Option.objects.select_for_update().get(pk=obj.pk)
        if _find_uses(obj).exists():
            raise PermissionDenied
        super().delete_model(request, obj)


def _find_uses(option: Any) -> QuerySet[Any]:
    """Return where goods have it."""
    values: QuerySet[Any] = get_model("catalogue", "ProductAttributeValue").objects
    return values.filter(Q(value_option=option) | Q(value_multi_option=option)).distinct()
