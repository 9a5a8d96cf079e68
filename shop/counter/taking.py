"""What a press on the form does: judge what was typed, ask one service, say what it refuses."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from nomi.platform.amounts import format_minor
from shop.basket.services import BasketRefusal
from shop.checkout.fingerprint import hash_facts
from shop.checkout.quote import Quote, UnknownDelivery
from shop.checkout.refusals import (
    BasketEmpty,
    CountryNotServed,
    LineUnavailable,
    Refusal,
    StoreBusy,
    TotalChanged,
    TotalTooSmall,
)
from shop.counter.forms import LineForm, WishForm, read_lines
from shop.counter.services import LineRefused, Taken, Wish, preview_order, take_order
from shop.order.vouchers import OfferSpent
from shop.stripe_checkout.services import CashRefused

REFUSALS = (Refusal, BasketRefusal, OfferSpent, UnknownDelivery, CashRefused)


@dataclass(kw_only=True)
class Sheet:
    """The filled-in form: its lines, the rest, and what the order would cost."""

    lines: list[LineForm]
    form: WishForm
    quote: Quote | None = None
    filled: list[LineForm] = field(default_factory=list)

    def judge(self) -> Wish | None:
        """Return what is wished, or None with words beside what cannot be."""
        faults = [line for line in self.lines if not line.is_valid()]
        is_valid = self.form.is_valid() and not faults
        self.filled = [line for line in self.lines if line.is_valid() and line.wish]
        if is_valid and not self.filled:
            self.form.add_error(None, _("Enter at least one article."))
        if self.form.errors or not is_valid:
            return None
        values = self.form.cleaned_data
        return Wish(
            lines=[line.wish for line in self.filled if line.wish],
            email=values["email"],
            address=self.form.get_address(),
            shipping_code=values["delivery"],
            method=values["payment"],
            note=values["note"],
        )

    def look(self) -> None:
        """Find out what the order costs now, or say why it cannot be placed."""
        wish = self.judge()
        if wish is None:
            return
        try:
            self.quote = preview_order(wish=wish)
        except REFUSALS as refusal:
            self.say(refusal)

    def place(self, *, expected: str, by: Any, now: datetime) -> Taken | None:
        """Place the order; on a refusal return None, with words and the costs as they are now."""
        wish = self.judge()
        if wish is None:
            return None
        try:
            return take_order(
                wish=wish,
                expected=expected,
                cash_minor=self.form.cash_minor,
                key=self.name_sale(wish),
                by=by,
                now=now,
            )
        except REFUSALS as refusal:
            self.say(refusal)
        try:
            self.quote = preview_order(wish=wish)
        except REFUSALS:
            self.quote = None
        return None

    def name_sale(self, wish: Wish) -> str:
        """Return what names the order: the same form with the same words is the same one.

        Whoever goes back after a sale and fills in the next one still has the form of the first.
        """
        facts = {"wish": asdict(wish), "cash": self.form.cash_minor}
        return f"{self.form.cleaned_data['key']}:{hash_facts(facts)}"

    def say(self, refusal: Exception) -> None:
        """Put the words of a refusal beside what it is about."""
        if isinstance(refusal, LineRefused):
            self.filled[refusal.place].add_error("quantity", str(refusal))
            return
        place, words = _put_in_words(refusal)
        self.form.add_error(place, words)


def _put_in_words(refusal: Any) -> tuple[str | None, str]:
    """Return the field that a refusal is about, None for the whole, and its words."""
    found: dict[type[Exception], tuple[str | None, str]] = {
        CashRefused: ("cash", str(refusal)),
        UnknownDelivery: ("delivery", _("This way of delivery does not go to that country.")),
        CountryNotServed: ("country", _("We do not deliver to this country.")),
        BasketEmpty: (None, _("Enter at least one article.")),
        StoreBusy: (None, _("The store is busy at this moment. Press again.")),
        OfferSpent: (None, _("An offer has just run out. Look at the total again.")),
    }
    if isinstance(refusal, LineUnavailable):
        words = _("Of %(title)s only %(free)d can be had now.")
        return None, words % {"title": refusal.title, "free": refusal.free}
    if isinstance(refusal, TotalTooSmall):
        words = _("Stripe takes payments from %(minimum)s on. Take cash, or add something.")
        return "payment", words % {"minimum": format_minor(refusal.minimum_minor)}
    if isinstance(refusal, TotalChanged):
        words = _("The total is %(total)s now. Say so to the buyer, and press again.")
        return None, words % {"total": format_minor(refusal.quote.total_minor)}
    return found.get(type(refusal), (None, str(refusal)))


def read_sheet(data: QueryDict) -> Sheet:
    """Return the form as it was posted."""
    return Sheet(lines=read_lines(data), form=WishForm(data))
