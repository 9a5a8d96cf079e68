"""Which card a shopper means to pay with; it lies beside her basket until that is paid."""

from dataclasses import dataclass
from datetime import datetime

from shop.basket.beside import find_beside, keep_beside, take_from_beside
from shop.basket.request import ShopRequest
from shop.giftcards.models import GiftCard, KeptCard


@dataclass(frozen=True, kw_only=True)
class CardWish:
    """A card, under which of its codes, and the cents of it that the shopper was shown."""

    uid: str
    edition: int
    shown_minor: int = 0


def find_chosen(request: ShopRequest, *, now: datetime) -> GiftCard | None:
    """Return the card chosen for this visitor's basket if it still pays under the same code."""
    kept = find_beside(KeptCard, basket=request.basket, now=now)
    if kept is None or not kept.card.is_usable or kept.card.edition != kept.edition:
        return None
    return kept.card


def keep_wish(request: ShopRequest, card: GiftCard, *, now: datetime) -> None:
    """Remember the card for the order of this visitor's basket."""
    keep_beside(KeptCard, basket=request.basket, now=now, card=card, edition=card.edition)


def forget_wish(request: ShopRequest) -> None:
    """Take the card off again."""
    take_from_beside(KeptCard, basket=request.basket)
