"""How much a shopper adds to her order for the fund; nothing is chosen for her."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nomi.platform.amounts import format_minor
from nomi.platform.fields import read_amount
from nomi.platform.paper import find_unprintable
from shop.addedgifts.port import GiftTerms, get_gift_port
from shop.addedgifts.wish import GiftWish

OTHER = "other"


class AddGiftForm(forms.Form):
    """An amount, a purpose, and whose name stands on the receipt."""

    use_required_attribute = False

    gift_preset = forms.ChoiceField(
        label=_("How much"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an amount, or write your own."),
            "invalid_choice": _("Choose an amount, or write your own."),
        },
    )
    gift_amount = forms.CharField(
        label=_("Another amount, in US dollars"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    gift_purpose = forms.ChoiceField(label=_("What it is for"), required=False)
    gift_name = forms.CharField(
        label=_("Name on its receipt, if not that of the address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, terms: GiftTerms, **kwargs: Any) -> None:
        """Offer what may be given today."""
        super().__init__(*args, **kwargs)
        self.terms = terms
        presets: Any = self.fields["gift_preset"]
        purposes: Any = self.fields["gift_purpose"]
        presets.choices = [
            *((str(cents), words) for cents, words in terms.presets),
            (OTHER, _("Another amount")),
        ]
        purposes.choices = terms.purposes

    def clean_gift_name(self) -> str:
        """Refuse letters that the receipt would show as boxes."""
        name: str = self.cleaned_data["gift_name"]
        letters = find_unprintable(name)
        if letters:
            words = _(
                "We cannot print “%(letters)s” on the receipt. Please write it in Latin letters."
            )
            raise forms.ValidationError(words, params={"letters": letters[:20]})
        return name

    def clean(self) -> dict[str, Any]:
        """Read the amount; whoever wrote one of her own means that, whatever is chosen above."""
        data = super().clean() or {}
        text = data.get("gift_amount", "").strip()
        if text:
            self.errors.pop("gift_preset", None)
            data["amount_minor"] = self._read_own(text)
        elif data.get("gift_preset") == OTHER and "gift_amount" not in self.errors:
            self.add_error("gift_amount", _("Write the amount."))
        elif data.get("gift_preset"):
            data["amount_minor"] = data["gift_preset"]
        return data

    def _read_own(self, text: str) -> int | None:
        cents = read_amount(text.removeprefix("$").strip())
        if cents is None:
            self.add_error("gift_amount", _("Write an amount in dollars, like 40 or 40.50."))
        elif not self.terms.least_minor <= cents <= self.terms.most_minor:
            words = _("A gift is between %(least)s and %(most)s.") % {
                "least": format_minor(self.terms.least_minor),
                "most": format_minor(self.terms.most_minor),
            }
            self.add_error("gift_amount", words)
        return cents

    def get_wish(self) -> GiftWish:
        """Return the valid form as a wish."""
        data = self.cleaned_data
        return GiftWish(
            amount_minor=int(data["amount_minor"]),
            purpose=data["gift_purpose"],
            donor_name=data["gift_name"],
        )


def open_gift_form(data: Any = None) -> AddGiftForm | None:
    """Return the form, empty or as it was sent; None while no gift can be taken."""
    terms = get_gift_port().find_terms()
    return None if terms is None else AddGiftForm(data, terms=terms)
