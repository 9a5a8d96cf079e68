"""What the giver writes on the note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nomi.platform.paper import find_unprintable
from shop.presents.models import LONGEST_NOTE
from shop.presents.wish import PresentWish

MOST_LINES = 12


class PresentForm(forms.Form):
    """A note of a few lines, and whether the parcel says what its goods cost."""

    note = forms.CharField(
        label=_("Note in the parcel"),
        help_text=_("Up to 300 letters. We print it on the paper that lies in the parcel."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    hides_prices = forms.BooleanField(label=_("No prices in the parcel"), required=False)

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
            note=self.cleaned_data["note"], hides_prices=self.cleaned_data["hides_prices"]
        )


def open_present_form(wish: PresentWish) -> PresentForm:
    """Return the form filled in with what was wished before."""
    known: dict[str, Any] = {"note": wish.note, "hides_prices": wish.hides_prices}
    return PresentForm(initial=known)
