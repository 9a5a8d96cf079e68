"""What staff say of an event."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from nomi.platform.paper import find_unprintable
from shop.checkout.regions import REGIONS, find_region
from shop.collecting.models import LONGEST_NAME, LONGEST_PLACE
from shop.collecting.services import EventWish
from shop.shipping.countries import PostcodeRefused, list_countries, read_postcode


def _text(label: Any, *, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        widget=UnfoldAdminTextInputWidget(),
        validators=[_refuse_unprintable],
        **options,
    )


def _refuse_unprintable(text: str) -> None:
    """Refuse letters that the papers would show as boxes."""
    letters = find_unprintable(text)
    if letters:
        words = _("Our papers cannot show “%(letters)s”.")
        raise forms.ValidationError(words, params={"letters": letters[:20]})


def _typed(kind: str) -> UnfoldAdminTextInputWidget:
    return UnfoldAdminTextInputWidget(attrs={"type": kind})


class EventForm(forms.Form):
    """Name, place and time; the place decides the tax."""

    name = _text(_("Name"), length=LONGEST_NAME, help_text=_("Shoppers read it in the checkout."))
    line1 = _text(_("Address"), length=100, help_text=_("Street and hall: where buyers come to."))
    city = _text(_("City"), length=LONGEST_PLACE)
    state = _text(_("State or province"), length=60, required=False)
    postcode = _text(_("ZIP or postal code"), length=16, required=False)
    country = forms.ChoiceField(label=_("Country"), initial="US", widget=UnfoldAdminSelectWidget())
    held_on = forms.DateField(label=_("Day"), widget=_typed("date"))
    opens_at = forms.TimeField(
        label=_("From"), widget=_typed("time"), help_text=_("By the clock on the wall there.")
    )
    closes_at = forms.TimeField(label=_("To"), widget=_typed("time"))
    order_until = forms.DateTimeField(
        label=_("Orders until"),
        widget=_typed("datetime-local"),
        help_text=_("UTC. Leave yourself time to pack; from then on nobody is offered the event."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["country"]
        field.choices = list_countries()

    def clean(self) -> dict[str, Any]:
        """Check the place as an address is checked, because tax is worked out for it."""
        data = super().clean() or {}
        country = data.get("country", "")
        if country in REGIONS and "state" in data:
            code = find_region(country_code=country, text=data["state"])
            if code is None:
                self.add_error("state", _("Enter a state or province of this country."))
            data["state"] = code or data["state"]
        if country and "postcode" in data:
            try:
                data["postcode"] = read_postcode(country_code=country, text=data["postcode"])
            except PostcodeRefused as refusal:
                self.add_error("postcode", str(refusal))
        if not self.errors:
            values = {name: value for name, value in data.items() if name != "country"}
            data["wish"] = EventWish(country_code=country, **values)
        return data
