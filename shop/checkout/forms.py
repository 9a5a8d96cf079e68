"""What the shopper fills in. Browsers help to fill it, and nothing is asked twice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nomi.platform.paper import find_unprintable
from shop.checkout.address import Address
from shop.checkout.regions import REGIONS, find_region
from shop.shipping.countries import PostcodeRefused, list_countries, read_postcode

EMPTY = _("Please fill this in.")
PLACE = ("line1", "city", "state", "postcode", "country")
BY_COUNTRY = ("address-level1", "postal-code")


class FieldByCountry(forms.CharField):
    """A field that some countries need and others do not; the form decides."""

    def validate(self, value: str) -> None:
        """Let an empty value through to the form, which knows the country."""


def refuse_unprintable(text: str) -> None:
    """Refuse letters that the label on the parcel would show as boxes."""
    letters = find_unprintable(text)
    if letters:
        words = _("We cannot print “%(letters)s” on the parcel. Please write it in Latin letters.")
        raise forms.ValidationError(words, params={"letters": letters[:20]})


def _text(label: Any, autocomplete: str, *, length: int, **options: Any) -> forms.CharField:
    """Return a text field that the browser knows how to fill."""
    attrs = {"autocomplete": autocomplete}
    field_class = FieldByCountry if autocomplete in BY_COUNTRY else forms.CharField
    return field_class(
        label=label,
        max_length=length,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": EMPTY},
        validators=[refuse_unprintable],
        **options,
    )


class MailForm(forms.Form):
    """Where the receipt goes."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For the receipt and news of this order. Nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": EMPTY},
    )


def read_address(data: dict[str, Any]) -> Address:
    """Return the clean values of an address form as an address."""
    return Address(
        first_name=data["first_name"],
        last_name=data["last_name"],
        line1=data["line1"],
        line2=data["line2"],
        city=data["city"],
        state=data["state"],
        postcode=data["postcode"],
        country_code=data["country"],
    )


class AddressForm(forms.Form):
    """Where the goods go; a name is enough for goods that are collected."""

    use_required_attribute = False

    first_name = _text(_("First name"), "given-name", length=100)
    last_name = _text(_("Last name"), "family-name", length=100)
    line1 = _text(_("Address"), "address-line1", length=200)
    line2 = _text(_("Apartment, floor, company"), "address-line2", length=200, required=False)
    city = _text(_("City"), "address-level2", length=100)
    state = _text(_("State or province"), "address-level1", length=60)
    postcode = _text(_("ZIP or postal code"), "postal-code", length=16)
    country = forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"})
    )

    def __init__(self, *args: Any, is_collected: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["country"]
        field.choices = list_countries()
        self.is_collected = is_collected
        for name in PLACE if is_collected else ():
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Check state and postal code against the country they are in."""
        data = super().clean() or {}
        country = data.get("country", "")
        if country and not self.is_collected:
            self._clean_state(data, country)
            self._clean_postcode(data, country)
        return data

    def _clean_state(self, data: dict[str, Any], country: str) -> None:
        """Turn a state or province into its code where the country has a list of them."""
        if country not in REGIONS or "state" not in data:
            return
        code = find_region(country_code=country, text=data["state"])
        if code is None:
            words = {
                "US": _("Enter a state of the United States, such as NY or New York."),
                "CA": _("Enter a province of Canada, such as ON or Ontario."),
            }
            self.add_error("state", words[country])
        else:
            data["state"] = code

    def _clean_postcode(self, data: dict[str, Any], country: str) -> None:
        """Check the postal code's shape in countries that have one."""
        if "postcode" not in data:
            return
        try:
            data["postcode"] = read_postcode(country_code=country, text=data["postcode"])
        except PostcodeRefused as refusal:
            self.add_error("postcode", str(refusal))

    def get_address(self) -> Address:
        """Return the valid form as an address."""
        return read_address(self.cleaned_data)


class OwnAddressForm(AddressForm):
    """Where the goods of a signed-in shopper go, and whether to remember it."""

    keep = forms.BooleanField(label=_("Keep this address for next time"), required=False)


class GuestForm(AddressForm, MailForm):
    """Mail and address of a shopper without an account."""

    field_order = ("email",)


class DeliveryForm(forms.Form):
    """Which way the goods travel."""

    method = forms.ChoiceField(
        error_messages={
            "required": _("Choose how we should send it."),
            "invalid_choice": _("Choose one of the ways of delivery below."),
        }
    )

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["method"]
        field.choices = [(code, code) for code in codes]
