"""The checkout on one page: its forms beside each other, judged together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from shop.checkout.address import Address
from shop.checkout.draft import Draft
from shop.checkout.forms import DeliveryForm
from shop.checkout.tax import TaxedPlace
from shop.collecting.models import PickupEvent
from shop.collecting.queries import build_rate, list_open_events, say_hours
from shop.presents.forms import PresentForm, open_present_form
from shop.presents.wish import NO_WISH
from shop.shipping.rates import Rate, find_rate_name, get_rates, is_collected

HOME = "US"
"""Where delivery is shown for until a country is chosen."""


@dataclass(kw_only=True)
class Sheet:
    """Where it goes, how it travels and what lies in the parcel, as far as it is filled in."""

    contact: Any
    delivery: DeliveryForm
    present: PresentForm
    ways: tuple[tuple[Rate, TaxedPlace], ...]
    """Each way of delivery with the place that decides its tax."""
    events: Mapping[str, PickupEvent]

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
        codes = [rate.code for rate, _place in self.ways]
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
        code = self.delivery.cleaned_data["method"]
        values, event = self.contact.cleaned_data, self.events.get(code)
        return Draft(
            email=values.get("email") or email,
            address=build_event_address(event, values) if event else self.contact.get_address(),
            shipping_code=code,
            present=self.present.get_wish(),
        )


def build_event_address(event: PickupEvent, names: Mapping[str, Any]) -> Address:
    """Return where goods are handed over, under the name of whoever collects them."""
    return Address(
        first_name=names["first_name"],
        last_name=names["last_name"],
        line1=f"{event.name}, {say_hours(event)}",
        line2=event.line1,
        city=event.city,
        state=event.state,
        postcode=event.postcode,
        country_code=event.country_code,
    )


def open_sheet(contact: Any, *, draft: Draft | None, now: datetime) -> Sheet:
    """Return the sheet for a contact form that is filled in with what is known."""
    return _build(
        contact,
        values=contact.initial,
        delivery={"initial": {"method": draft.shipping_code if draft else ""}},
        present=open_present_form(draft.present if draft else NO_WISH),
        events=_find_events(now),
    )


def read_sheet(kind: Callable[..., Any], *, data: Mapping[str, Any], now: datetime) -> Sheet:
    """Return the sheet as it was sent; `kind` is the form of contact and address.

    It has the ways of delivery to the country chosen in it, and asks for no address where the goods
    are collected.
    """
    events = _find_events(now)
    contact = kind(data, is_collected=data.get("method", "") in events)
    contact.full_clean()
    return _build(
        contact,
        values=contact.cleaned_data,
        delivery={"data": data},
        present=PresentForm(data),
        events=events,
    )


def _find_events(now: datetime) -> dict[str, PickupEvent]:
    """Return the events that take orders, by the code of their way of delivery."""
    return {build_rate(event).code: event for event in list_open_events(now=now)}


def _build(
    contact: Any,
    *,
    values: Mapping[str, Any],
    delivery: dict[str, Any],
    present: PresentForm,
    events: Mapping[str, PickupEvent],
) -> Sheet:
    place = TaxedPlace(
        country_code=values.get("country") or HOME,
        state=values.get("state", ""),
        postcode=values.get("postcode", ""),
    )
    ways = (
        *((rate, place) for rate in get_rates(country_code=place.country_code)),
        *((build_rate(event), _find_place(event)) for event in events.values()),
    )
    form = DeliveryForm(codes=[rate.code for rate, _place in ways], **delivery)
    _explain_refusal(form)
    return Sheet(contact=contact, delivery=form, present=present, ways=ways, events=events)


def _find_place(event: PickupEvent) -> TaxedPlace:
    """Return the place of an event, which decides the tax on what is handed over there."""
    return TaxedPlace(country_code=event.country_code, state=event.state, postcode=event.postcode)


def _explain_refusal(form: DeliveryForm) -> None:
    """Say why a way of delivery that we know is not among those of the form."""
    wanted = form["method"].value()
    if not isinstance(wanted, str):
        return
    elsewhere = find_rate_name(code=wanted)
    words = _("“%(name)s” does not go to this country. Choose one of the ways below.")
    if is_collected(wanted):
        words = _("This event takes no orders any more. Choose one of the ways below.")
    if elsewhere or is_collected(wanted):
        errors = form.fields["method"].error_messages
        errors["invalid_choice"] = words % {"name": elsewhere}
