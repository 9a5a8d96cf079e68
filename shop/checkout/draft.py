"""What a shopper has told us on the way to the order; kept in the session."""

from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest

from shop.checkout.address import Address
from shop.presents.wish import NO_WISH, PresentWish
from shop.shipping.rates import is_collected

KEY = "checkout"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """E-mail, address, way of delivery and what the parcel says so far."""

    email: str
    address: Address
    shipping_code: str = ""
    present: PresentWish = NO_WISH


def find_draft(request: HttpRequest) -> Draft | None:
    """Return the draft, or None when there is none or it was written by an older store."""
    stored = request.session.get(KEY)
    if not stored:
        return None
    try:
        return Draft(
            email=stored["email"],
            address=Address(**stored["address"]),
            shipping_code=stored["shipping_code"],
            present=PresentWish(**stored.get("present", {})),
        )
    except (KeyError, TypeError):
        return None


def save_draft(request: HttpRequest, draft: Draft) -> None:
    """Keep the draft in the session."""
    data: dict[str, Any] = asdict(draft)
    request.session[KEY] = data


def get_form_data(draft: Draft) -> dict[str, str]:
    """Return the draft as the form's fields, so that going back finds everything filled in.

    Of an order that is collected it is the name alone: the address is the event's.
    """
    address = asdict(draft.address)
    country = address.pop("country_code")
    if is_collected(draft.shipping_code):
        names = ("first_name", "last_name")
        return {"email": draft.email, **{name: address[name] for name in names}}
    return {"email": draft.email, "country": country, **address}
