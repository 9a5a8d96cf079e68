"""Where a visitor wants to know the delivery to, before she tells her address."""

from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.shipping.countries import PostcodeRefused, list_countries, name_country, read_postcode

KEY = "destination"


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A country and, where she told it, a postal code; at home until she says otherwise."""

    country_code: str = "US"
    country_name: str = "United States"
    postcode: str = ""

    @property
    def shown_name(self) -> str:
        """Return the country's name in the language of the page; the session may hold another."""
        return name_country(code=self.country_code, name=self.country_name)


def find_destination(request: HttpRequest) -> Destination:
    """Return what the session remembers, else home. No query for a new visitor."""
    if not request.session.session_key:
        return Destination()
    try:
        return Destination(**request.session.get(KEY, {}))
    except TypeError:  # written by another version of the store
        return Destination()


def save_destination(request: HttpRequest, destination: Destination) -> None:
    """Keep the destination in the session."""
    request.session[KEY] = asdict(destination)


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
        field: Any = self.fields["country"]
        code = self.cleaned_data["country"]
        return Destination(
            country_code=code,
            country_name=dict(field.choices)[code],
            postcode=self.cleaned_data["postcode"],
        )


def open_form(destination: Destination) -> DestinationForm:
    """Return the form filled in with what is known."""
    known = {"country": destination.country_code, "postcode": destination.postcode}
    return DestinationForm(initial=known)
