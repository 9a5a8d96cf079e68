"""What the giver writes on the note."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.amounts import format_minor
from nomi.platform.lines import LinesField
from nomi.platform.paper import find_unprintable
from shop.presents.models import LONGEST_NOTE
from shop.presents.wish import PresentWish

MOST_LINES = 12


class PresentForm(forms.Form):
    """A note of a few lines, whether the parcel says what its goods cost, and gift wrap."""

    note = LinesField(
        label=_("Note in the parcel"),
        help_text=_("Up to 300 letters. We print it on the paper that lies in the parcel."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    hides_prices = forms.BooleanField(label=_("No prices in the parcel"), required=False)
    wraps = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        price_minor = settings.SHOP_GIFT_WRAP_MINOR
        if price_minor:
            price = {"price": format_minor(price_minor)}
            self.fields["wraps"].label = gettext("Wrap it as a gift, for %(price)s") % price
        else:
            del self.fields["wraps"]

    def clean_note(self) -> str:
        """Keep the lines as they were written; refuse what the paper would show as boxes."""
        text: str = self.cleaned_data["note"]
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            words = _("Please write at most %(most)d lines.")
            raise forms.ValidationError(words, params={"most": MOST_LINES})
        letters = find_unprintable("".join(lines))
        if letters:
            words = _("We cannot print “%(letters)s” on the note. Please write it another way.")
            raise forms.ValidationError(words, params={"letters": letters[:20]})
        return "\n".join(lines)

    def get_wish(self) -> PresentWish:
        """Return the valid form as a wish."""
        return PresentWish(
            note=self.cleaned_data["note"],
            hides_prices=self.cleaned_data["hides_prices"],
            wraps=self.cleaned_data.get("wraps", False),
        )

    @property
    def wrap_price_minor(self) -> int:
        """Return what the wrap costs as the form stands, valid or not, in cents."""
        is_wished = "wraps" in self.fields and bool(self["wraps"].value())
        return PresentWish(wraps=is_wished).wrap_price_minor


def open_present_form(wish: PresentWish) -> PresentForm:
    """Return the form filled in with what was wished before."""
    return PresentForm(initial=asdict(wish))
