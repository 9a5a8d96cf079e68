"""What a shopper has told us on the way to the order; kept with her basket for a day."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from shop.basket.request import ShopRequest
from shop.checkout.address import Address
from shop.checkout.fingerprint import hash_facts
from shop.checkout.models import KeptDraft
from shop.presents.wish import NO_WISH, PresentWish
from shop.shipping.rates import is_collected

LIFE = timedelta(days=1)
"""How long a draft is kept after it was last changed, and shown at most."""


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

    One query, none for a visitor without a basket.
    """
    rows = KeptDraft.objects.filter(basket=request.basket.pk, kept_at__gt=now - LIFE)
    row = rows.first() if request.basket.pk else None
    if row is None:
        return None
    try:
        return Draft(
            email=row.told["email"],
            address=Address(**row.told["address"]),
            shipping_code=row.told["shipping_code"],
            present=PresentWish(**row.told["present"]),
        )
    except (KeyError, TypeError):
        return None


def save_draft(request: ShopRequest, draft: Draft, *, now: datetime) -> None:
    """Keep the draft with the visitor's basket; without a basket there is nothing to order."""
    if request.basket.pk:
        KeptDraft.objects.bulk_create(
            [KeptDraft(basket_id=request.basket.pk, told=asdict(draft), kept_at=now)],
            update_conflicts=True,
            unique_fields=["basket"],
            update_fields=["told", "kept_at"],
        )


@transaction.atomic
def move_draft(*, basket_id: int, into_id: int) -> None:
    """Give the draft of a basket that was left to the one gone on with; the newer draft wins."""
    drafts = KeptDraft.objects.filter(basket__in=(basket_id, into_id)).order_by("-kept_at", "-pk")
    for place, draft in enumerate(drafts):
        if place:
            draft.delete()
    KeptDraft.objects.filter(basket=basket_id).update(basket=into_id)


def forget_draft(*, order_number: str) -> None:
    """Forget what the order was made of: it knows itself. Of an order without a draft, nothing."""
    KeptDraft.objects.filter(basket__order__number=order_number).delete()


def forget_old_drafts(*, now: datetime) -> int:
    """Delete drafts that nobody came back for; return how many."""
    gone, _rows = KeptDraft.objects.filter(kept_at__lte=now - LIFE).delete()
    return gone


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
