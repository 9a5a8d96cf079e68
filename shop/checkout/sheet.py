"""The checkout on one page: its forms beside each other, judged together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from shop.checkout.draft import Draft
from shop.checkout.forms import DeliveryForm
from shop.checkout.tax import TaxedPlace
from shop.presents.forms import PresentForm, open_present_form
from shop.presents.wish import NO_WISH
from shop.shipping.rates import Rate, find_rate_name, get_rates

HOME = "US"
"""Where delivery is shown for until a country is chosen."""


@dataclass(kw_only=True)
class Sheet:
    """Where it goes, how it travels and what lies in the parcel, as far as it is filled in."""

    contact: Any
    delivery: DeliveryForm
    present: PresentForm
    place: TaxedPlace
    rates: tuple[Rate, ...]

    @property
    def forms(self) -> tuple[forms.Form, ...]:
        """Return the forms in the order of the page."""
        return (self.contact, self.delivery, self.present)

    @property
    def is_wrong(self) -> bool:
        """Return whether anything is to be corrected."""
        return any(form.errors for form in self.forms)

    @property
    def chosen(self) -> str:
        """Return the way of delivery that is marked: the one chosen if it goes there, else ours."""
        wanted = self.delivery["method"].value()
        codes = [rate.code for rate in self.rates]
        return str(wanted) if wanted in codes else codes[0]

    def forgive_empty(self) -> None:
        """Say nothing yet of what is not filled in yet, nor of a way that went elsewhere."""
        for form in self.forms:
            for name in list(form.errors):
                if not form.data.get(name):
                    del form.errors[name]
        self.delivery.errors.clear()

    def get_draft(self, *, email: str) -> Draft:
        """Return the valid sheet as a draft; `email` is for a shopper whose address we know."""
        return Draft(
            email=self.contact.cleaned_data.get("email") or email,
            address=self.contact.get_address(),
            shipping_code=self.delivery.cleaned_data["method"],
            present=self.present.get_wish(),
        )


def open_sheet(contact: Any, *, draft: Draft | None) -> Sheet:
    """Return the sheet for a contact form that is filled in with what is known."""
    known = contact.initial
    return _build(
        contact,
        country=known.get("country") or HOME,
        values=known,
        delivery={"initial": {"method": draft.shipping_code if draft else ""}},
        present=open_present_form(draft.present if draft else NO_WISH),
    )


def read_sheet(contact: Any, *, data: Mapping[str, Any]) -> Sheet:
    """Return the sheet as it was sent, with the ways of delivery to the country chosen in it."""
    contact.full_clean()
    values = contact.cleaned_data
    return _build(
        contact,
        country=values.get("country") or HOME,
        values=values,
        delivery={"data": data},
        present=PresentForm(data),
    )


def _build(
    contact: Any,
    *,
    country: str,
    values: Mapping[str, Any],
    delivery: dict[str, Any],
    present: PresentForm,
) -> Sheet:
    rates = get_rates(country_code=country)
    form = DeliveryForm(codes=[rate.code for rate in rates], **delivery)
    wanted = form["method"].value()
    elsewhere = find_rate_name(code=wanted) if isinstance(wanted, str) else ""
    if elsewhere:
        words = _("“%(name)s” does not go to this country. Choose one of the ways below.")
        form.fields["method"].error_messages["invalid_choice"] = words % {"name": elsewhere}
    return Sheet(
        contact=contact,
        delivery=form,
        present=present,
        place=TaxedPlace(
            country_code=country,
            state=values.get("state", ""),
            postcode=values.get("postcode", ""),
        ),
        rates=rates,
    )
