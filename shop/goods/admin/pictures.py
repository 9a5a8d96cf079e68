"""The pictures of a product: made safe, in their order, each with its alternative text."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from unfold.admin import TabularInline
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextInputWidget,
)

from nomi.platform.fields import PictureField

ProductImage = get_model("catalogue", "ProductImage")


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    """One picture. Its caption is what people read who do not see it, so it is never empty."""

    original = PictureField(
        label=_("File (JPEG or PNG, up to 10 MB)"), widget=UnfoldAdminFileFieldWidget
    )
    caption = forms.CharField(
        label=_("Alternative text"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        error_messages={
            "required": _("Say in a few words what the picture shows, for those who cannot see it.")
        },
    )
    display_order = forms.IntegerField(
        label=_("Place"),
        min_value=0,
        max_value=9_999,
        initial=0,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    class Meta:
        model = ProductImage
        fields = ("original", "caption", "display_order")

    def has_changed(self) -> bool:
        """Pass over a row of which only the place was set."""
        return super().has_changed() and not (
            self.instance.pk is None and self.changed_data == ["display_order"]
        )


class PictureInline(TabularInline):
    """The product's pictures, dragged into their order or numbered."""

    model = ProductImage
    form = PictureForm
    extra = 1
    tab = True
    hide_title = True
    verbose_name_plural = _("Pictures")
    ordering = ("display_order", "pk")
    ordering_field = "display_order"
    fields = ("picture", "original", "caption", "display_order")
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
