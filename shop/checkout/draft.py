"""What a shopper has told us on the way to the order; kept with her basket for a day."""

from dataclasses import asdict, dataclass
from datetime import datetime

from shop.basket.beside import find_beside, keep_beside
from shop.basket.request import ShopRequest
from shop.checkout.address import Address
from shop.checkout.fingerprint import hash_facts
from shop.checkout.models import KeptDraft
from shop.presents.wish import NO_WISH, PresentWish
from shop.shipping.rates import is_collected


@dataclass(frozen=True, kw_only=True)
class Draft:
    """E-mail, address, way of delivery and what the parcel says so far."""

    email: str
    address: Address
    shipping_code: str = ""
    present: PresentWish = NO_WISH

    @property
    def mark(self) -> str:
        """Return what a page carries, so that Pay can tell whether it showed this very draft."""
        return hash_facts(asdict(self))


def find_draft(request: ShopRequest, *, now: datetime) -> Draft | None:
    """Return the draft of this visitor's basket, or None: there is none, or of an older store.

    Who has signed in since she told an e-mail address is written to at her account's.
    """
    row = find_beside(KeptDraft, basket=request.basket, now=now)
    if row is None:
        return None
    try:
        return Draft(
            email=getattr(request.user, "email", "") or row.told["email"],
            address=Address(**row.told["address"]),
            shipping_code=row.told["shipping_code"],
            present=PresentWish(**row.told["present"]),
        )
    except (KeyError, TypeError):
        return None


def save_draft(request: ShopRequest, draft: Draft, *, now: datetime) -> None:
    """Keep the draft with the visitor's basket; without a basket there is nothing to order."""
    keep_beside(KeptDraft, basket=request.basket, now=now, told=asdict(draft))


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
