"""The card that a browser pays with: what its review shows, and what it sends with Pay."""

from typing import Any

from django.http import HttpRequest

from shop.giftcards.forms import CodeForm
from shop.giftcards.queries import CardPart, find_same_card, measure_part
from shop.giftcards.services.holding import CardRefused
from shop.giftcards.wish import CardWish, find_wish, forget_wish

SHOWN = "gift_card_minor"
LONGEST = 9


def read_choice(request: HttpRequest) -> CardWish | None:
    """Return the card that Pay was pressed with, and the cents of it that the page had shown.

    Raise `CardRefused` when the page showed a card that was taken off in another tab since.
    """
    text = request.POST.get(SHOWN, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST
    shown = int(text) if is_number else 0
    chosen = find_wish(request)
    if chosen is None:
        if shown:
            raise CardRefused
        return None
    return CardWish(uid=chosen.uid, edition=chosen.edition, shown_minor=shown)


def show_choice(request: HttpRequest, *, total_minor: int) -> dict[str, Any]:
    """Return what the review shows: the card's part, what is left to pay, the field for a code."""
    part = _find_part(request, total_minor=total_minor)
    return {
        "gift_card": part,
        "code_form": CodeForm(),
        "due_minor": part.rest_minor if part else total_minor,
    }


def _find_part(request: HttpRequest, *, total_minor: int) -> CardPart | None:
    """Return what the chosen card pays; one that pays nothing any more is not chosen any more."""
    chosen = find_wish(request)
    card = find_same_card(uid=chosen.uid, edition=chosen.edition) if chosen else None
    if card is None or not card.balance_minor:
        forget_wish(request)
        return None
    return measure_part(card=card, total_minor=total_minor)
