"""Which card a shopper means to pay with, as her browser keeps it: never the code."""

from dataclasses import dataclass

from django.http import HttpRequest

KEY = "gift_card"


@dataclass(frozen=True, kw_only=True)
class CardWish:
    """A card, under which of its codes, and the cents of it that the shopper was shown."""

    uid: str
    edition: int
    shown_minor: int = 0


def find_wish(request: HttpRequest) -> CardWish | None:
    """Return the card that this browser has chosen, or None."""
    kept = request.session.get(KEY)
    return CardWish(uid=kept[0], edition=kept[1]) if kept else None


def keep_wish(request: HttpRequest, *, uid: object, edition: int) -> None:
    """Remember the card for this browser's next order."""
    request.session[KEY] = (str(uid), edition)


def forget_wish(request: HttpRequest) -> None:
    """Take the card off again."""
    if KEY in request.session:
        del request.session[KEY]
