"""What a donor fills in; nothing typed is lost on a refusal."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from impact.giving.models import Gift
from impact.giving.models.donors import LARGEST_MINOR, SMALLEST_MINOR
from impact.giving.purposes import Purpose
from nomi.platform.lines import LinesField
from nomi.platform.paper import find_unprintable

NEEDED = {"required": _("Please fill this in.")}
ONCE, MONTHLY = "once", "monthly"
OTHER = "other"
PRESETS = ((2_500, "$25"), (5_000, "$50"), (10_000, "$100"), (25_000, "$250"))
AMOUNT = re.compile(r"\$?\s*(\d{1,3}(?:,?\d{3})*)(?:\.(\d{1,2}))?", re.ASCII)


def read_amount(text: str) -> int | None:
    """Return the cents of an amount like 40, $40.50 or 1,200; None when it is none."""
    found = AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    return int(found[1].replace(",", "")) * 100 + int(f"{found[2] or '':0<2}")


def refuse_unprintable(text: str) -> None:
    """Refuse letters that the receipt would show as boxes."""
    letters = find_unprintable("".join(text.splitlines()))
    if letters:
        words = _("We cannot print “%(letters)s” on the receipt. Please write it in Latin letters.")
        raise forms.ValidationError(words, params={"letters": letters[:20]})


class DollarsField(forms.CharField):
    """A gift as people write it, in dollars; cents in code, within what a gift may be."""

    def to_python(self, value: Any) -> Any:
        """Return cents, None for nothing; refuse anything else in words."""
        text = super().to_python(value)
        if not text:
            return None
        cents = read_amount(text)
        if cents is None:
            raise forms.ValidationError(_("Write an amount in dollars, like 40 or 40.50."))
        if not SMALLEST_MINOR <= cents <= LARGEST_MINOR:
            raise forms.ValidationError(_("A gift is between $5 and $25,000."))
        return cents


def _text(label: Any, fill: str = "off", *, length: int = 100, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        widget=forms.TextInput(attrs={"autocomplete": fill}),
        error_messages=NEEDED,
        **options,
    )


def _lines(label: Any, *, length: int, rows: int = 3, **options: Any) -> LinesField:
    return LinesField(
        label=label,
        max_length=length,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


class GiftForm(forms.Form):
    """A gift: how much, how often, for what, from whom. `website` is left empty by people."""

    use_required_attribute = False

    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=[(ONCE, _("Once")), (MONTHLY, _("Each month"))],
        initial=ONCE,
        widget=forms.RadioSelect,
    )
    preset = forms.ChoiceField(
        label=_("How much"),
        choices=[*((str(cents), words) for cents, words in PRESETS), (OTHER, _("Another amount"))],
        initial="5000",
        widget=forms.RadioSelect,
        error_messages=NEEDED,
    )
    amount = DollarsField(
        label=_("Another amount, in US dollars"),
        required=False,
        help_text=_("Between $5 and $25,000."),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 12}
        ),
    )
    purpose = forms.ChoiceField(
        label=_("What it is for"),
        required=False,
        choices=Purpose.choices,
        widget=forms.RadioSelect,
    )
    donor_name = _text(_("Your name, for the receipt"), "name", validators=[refuse_unprintable])
    donor_email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The receipt goes there. Nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=NEEDED,
    )
    donor_address = _lines(_("Postal address"), length=300, validators=[refuse_unprintable])
    shows_name = forms.BooleanField(
        label=_("You may name me as a donor"),
        required=False,
        help_text=_("Without this tick the gift is shown without a name."),
    )
    display_name = _text(_("Name to show"), required=False)
    employer = _text(_("Employer, if it matches gifts"), "organization", required=False)
    tribute = forms.ChoiceField(
        label=_("Is the gift for somebody?"),
        required=False,
        choices=Gift.Tribute.choices,
        widget=forms.Select,
    )
    tribute_name = _text(_("Whom it honours"), required=False)
    card_by = forms.ChoiceField(
        label=_("Send a card about it"),
        required=False,
        choices=Gift.CardBy.choices,
        help_text=_("The card never says how much you gave."),
        widget=forms.Select,
    )
    card_name = _text(_("Card to"), required=False)
    card_email = forms.EmailField(label=_("Card to this e-mail"), max_length=254, required=False)
    card_address = _lines(_("Card to this address"), length=300)
    card_message = _lines(_("Words on the card"), length=500)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    covers_fee = forms.BooleanField(required=False)

    def clean_website(self) -> str:
        """Refuse what machines fill in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Please leave this field empty."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Say what is missing beside what was chosen, at the field that lacks it.

        Whoever wrote an amount of her own means that, whatever is chosen above.
        """
        data = super().clean() or {}
        if data.get("amount") is not None:
            self.errors.pop("preset", None)
            data["amount_minor"] = data["amount"]
        elif data.get("preset") == OTHER:
            if "amount" not in self.errors:
                self.add_error("amount", _("Write the amount."))
        elif data.get("preset"):
            data["amount_minor"] = int(data["preset"])
        if data.get("tribute"):
            self._clean_tribute(data)
        if data.get("shows_name") and not data.get("display_name"):
            data["display_name"] = data.get("donor_name", "")
        return data

    def _clean_tribute(self, data: dict[str, Any]) -> None:
        if data.get("frequency") == MONTHLY:
            words = _("A gift for somebody is given once. Choose Once, or leave this at No.")
            self.add_error("tribute", words)
        if not data.get("tribute_name"):
            self.add_error("tribute_name", _("Write the name."))
        needed = {
            Gift.CardBy.EMAIL: ("card_email",),
            Gift.CardBy.POST: ("card_name", "card_address"),
        }
        for name in needed.get(data.get("card_by", ""), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("The card needs this."))


class AmountForm(forms.Form):
    """Another amount for a monthly gift."""

    use_required_attribute = False

    amount = DollarsField(
        label=_("New amount each month, in US dollars"),
        help_text=_("From the next payment on."),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 12}
        ),
        error_messages=NEEDED,
    )


class ProofForm(forms.Form):
    """The address that a private link belongs to."""

    use_required_attribute = False

    email = forms.EmailField(
        label=_("The e-mail address that you gave with"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=NEEDED,
    )
