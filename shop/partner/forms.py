"""The form of a stock record."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

HIGHEST_PRICE = Decimal("999999.99")
MOST_PIECES = 1_000_000


class StockForm(forms.ModelForm):  # type: ignore[type-arg]
    """Pieces and price of one thing that is sold.

    Only what was changed is saved: orders count `num_allocated` while staff have the page open.
    """

    class Meta:
        model = get_model("partner", "StockRecord")
        fields = ("partner", "partner_sku", "price", "num_in_stock", "low_stock_threshold")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "num_in_stock" in self.fields:
            self.fields["num_in_stock"].show_hidden_initial = True

    def clean_price(self) -> Decimal | None:
        """Refuse a price that no shop asks."""
        price: Decimal | None = self.cleaned_data["price"]
        if price is not None and not 0 <= price <= HIGHEST_PRICE:
            raise forms.ValidationError(_("A price lies between 0 and 999999.99."))
        return price

    def clean_num_in_stock(self) -> int | None:
        """Refuse fewer pieces than orders hold, in words; the database would refuse them too.

        Pieces that left or came while the page was open are not counted twice: then staff look
        again.
        """
        pieces: int | None = self.cleaned_data["num_in_stock"]
        if "num_in_stock" not in self.changed_data:
            return pieces
        held = self.instance.num_allocated or 0
        if (pieces or 0) < held:
            raise forms.ValidationError(
                _("Orders hold %(held)d pieces; there cannot be fewer."), params={"held": held}
            )
        if (pieces or 0) > MOST_PIECES:
            raise forms.ValidationError(_("That is more than a million pieces."))
        seen = self.data.get(self.add_initial_prefix("num_in_stock"))
        if seen is not None and self.instance.pk and seen != write_number(self.initial_pieces):
            words = _("Meanwhile there are %(now)s pieces instead of %(seen)s. Count again.")
            now = write_number(self.initial_pieces) or "0"
            raise forms.ValidationError(words, params={"now": now, "seen": seen or "0"})
        return pieces

    @property
    def initial_pieces(self) -> int | None:
        """Return how many pieces there are now, whatever was typed."""
        pieces: int | None = self.initial.get("num_in_stock")
        return pieces

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Save what was changed, and nothing else of a record that exists."""
        if not commit or self.instance.pk is None:
            return super().save(commit=commit)
        self.instance.save(update_fields=[*self.changed_data, "date_updated"])
        return self.instance


def write_number(number: object) -> str:
    """Return a number as a form shows it; nothing for None."""
    return "" if number is None else str(number)
