"""Where a visitor wants to know the delivery to, before she tells her address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.basket.beside import find_beside, keep_beside
from shop.basket.request import ShopRequest
from shop.checkout.models import KeptDestination
from shop.shipping.countries import PostcodeRefused, list_countries, read_postcode, say_country


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A country and, where she told it, a postal code; at home until she says otherwise."""

    country_code: str = "US"
    postcode: str = ""

    @property
    def shown_name(self) -> str:
        """Return the country's name in the language of the page."""
        return say_country(code=self.country_code)


def find_destination(request: ShopRequest, *, now: datetime) -> Destination:
    """Return what lies beside the visitor's basket, else home."""
    kept = find_beside(KeptDestination, basket=request.basket, now=now)
    if kept is None:
        return Destination()
    return Destination(country_code=kept.country_code, postcode=kept.postcode)


def save_destination(request: ShopRequest, destination: Destination, *, now: datetime) -> None:
    """Keep the destination beside the visitor's basket; without one nothing is delivered."""
    keep_beside(
        KeptDestination,
        basket=request.basket,
        now=now,
        country_code=destination.country_code,
        postcode=destination.postcode,
    )


class DestinationForm(forms.Form):
    """A country and a postal code, which nobody has to tell for a price."""

    use_required_attribute = False

    country = forms.ChoiceField(
        label=_("Country"),
        widget=forms.Select(attrs={"autocomplete": "shipping country"}),
        error_messages={
            "required": _("Choose a country."),
            "invalid_choice": _("Choose one of the countries in the list."),
        },
    )
    postcode = forms.CharField(
        label=_("ZIP or postal code"),
        max_length=16,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "shipping postal-code"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["country"]
        field.choices = list_countries()

    def clean(self) -> dict[str, Any]:
        """Check the postal code against the country it is in."""
        data = super().clean() or {}
        country, postcode = data.get("country", ""), data.get("postcode", "")
        if country and postcode:
            try:
                data["postcode"] = read_postcode(country_code=country, text=postcode)
            except PostcodeRefused as refusal:
                self.add_error("postcode", str(refusal))
        return data

    def get_destination(self) -> Destination:
        """Return the valid form as a destination."""
        return Destination(
            country_code=self.cleaned_data["country"], postcode=self.cleaned_data["postcode"]
        )


def open_form(destination: Destination) -> DestinationForm:
    """Return the form filled in with what is known."""
    known = {"country": destination.country_code, "postcode": destination.postcode}
    return DestinationForm(initial=known)
