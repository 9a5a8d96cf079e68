"""The form of a stock record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model


class StockForm(forms.ModelForm):  # type: ignore[type-arg]
    """Pieces and price of one thing that is sold.

    Only what was changed is saved: orders count `num_allocated` while staff have the page open.
    """

    class Meta:
        model = get_model("partner", "StockRecord")
        fields = ("partner", "partner_sku", "price", "num_in_stock", "low_stock_threshold")

    def clean_num_in_stock(self) -> int | None:
        """Refuse fewer pieces than orders hold, in words; the database would refuse them too."""
        pieces: int | None = self.cleaned_data["num_in_stock"]
        held = self.instance.num_allocated or 0
        if "num_in_stock" in self.changed_data and (pieces or 0) < held:
            raise forms.ValidationError(
                _("Orders hold %(held)d pieces; there cannot be fewer."), params={"held": held}
            )
        return pieces

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Save what was changed, and nothing else of a record that exists."""
        if not commit or self.instance.pk is None:
            return super().save(commit=commit)
        self.instance.save(update_fields=[*self.changed_data, "date_updated"])
        return self.instance
