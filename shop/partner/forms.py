"""The form of a stock record."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

HIGHEST_PRICE = Decimal("999999.99")
MOST_PIECES = 1_000_000
OVERTAKEN = _("Meanwhile it is %(now)s instead of %(seen)s. Open the page anew to change it.")
SEEN = ("partner_sku", "price", "num_in_stock", "low_stock_threshold")


class StockForm(forms.ModelForm):  # type: ignore[type-arg]
    """Pieces and price of one thing that is sold.

    Only what was changed is saved: orders count `num_allocated`, and somebody else may set a price,
    while staff have the page open.
    """

    class Meta:
        model = get_model("partner", "StockRecord")
        fields = ("partner", "partner_sku", "price", "num_in_stock", "low_stock_threshold")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_seen(self, *SEEN)

    def clean_price(self) -> Decimal | None:
        """Refuse a price that no shop asks, and one in place of another that nobody looked at."""
        price: Decimal | None = self.cleaned_data["price"]
        if price is not None and not 0 <= price <= HIGHEST_PRICE:
            raise forms.ValidationError(_("A price lies between 0 and 999999.99."))
        refuse_overtaken(self, "price", OVERTAKEN)
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
        words = _("Meanwhile there are %(now)s pieces instead of %(seen)s. Count again.")
        refuse_overtaken(self, "num_in_stock", words)
        return pieces

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Save what was changed, and nothing else of a record that exists."""
        if not commit or self.instance.pk is None:
            return super().save(commit=commit)
        self.instance.save(update_fields=[*self.changed_data, "date_updated"])
        return self.instance


def keep_seen(form: forms.BaseForm, *names: str) -> None:
    """Let the form send along with what it opened, so that only what a person changed is changed.

    Else what somebody else has changed since would be set back, though nobody touched it here.
    """
    for name in names:
        if name in form.fields:
            form.fields[name].show_hidden_initial = True


def refuse_overtaken(form: forms.BaseForm, name: str, words: Any) -> None:
    """Refuse, with the `words`, to change what somebody else has changed since it was looked at."""
    seen, now = form.data.get(form.add_initial_prefix(name)), write_number(form.initial.get(name))
    if name in form.changed_data and seen is not None and seen != now:
        raise forms.ValidationError(words, params={"now": now or "0", "seen": seen or "0"})


def write_number(number: object) -> str:
    """Return a number as a form shows it; nothing for None."""
    return "" if number is None else str(number)
