"""The card that a shopper pays with: chosen by its code, shown with the total, sent with Pay."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from nomi.platform.limits import say_wait
from shop.basket.request import ShopRequest
from shop.giftcards.forms import CodeForm
from shop.giftcards.models import GiftCard
from shop.giftcards.queries import CardPart, find_usable_card, measure_part
from shop.giftcards.services.holding import CardRefused
from shop.giftcards.throttle import count_code
from shop.giftcards.wish import CardWish, find_chosen, forget_wish, keep_wish

SHOWN = "gift_card_minor"
LONGEST = 9
USE, TAKE_OFF = "use_card", "take_card_off"
"""Buttons inside a form that holds more than a code."""


def try_code(request: HttpRequest, form: CodeForm) -> tuple[GiftCard | None, HTTPStatus]:
    """Return the card of the code, or None with words in the form, the same for every wrong one."""
    if not form.is_valid():
        return None, HTTPStatus.UNPROCESSABLE_ENTITY
    wait = count_code(request)
    if wait:
        words = _("Too many codes were tried from here. %(wait)s, then try again.")
        form.add_error("code", words % {"wait": say_wait(wait)})
        return None, HTTPStatus.TOO_MANY_REQUESTS
    card = find_usable_card(code=form.cleaned_data["code"])
    if card is None:
        form.add_error("code", _("No gift card in use has this code. Look at it once more."))
        return None, HTTPStatus.UNPROCESSABLE_ENTITY
    return card, HTTPStatus.OK


def choose_card(request: ShopRequest, *, now: datetime) -> CodeForm:
    """Choose the card of the code that was typed; return the form, with words when it is wrong."""
    form = CodeForm(request.POST)
    card, _status = try_code(request, form)
    if card is not None:
        keep_wish(request, card, now=now)
    return form


def press_card(request: ShopRequest, *, orders: bool, now: datetime) -> CodeForm | None:
    """Do what a card's button inside a larger form asks for; None when none was pressed.

    Whoever typed a code and pressed the button that `orders` means the card too: it is chosen
    first, and she sees what is left to pay before she pays.
    """
    if TAKE_OFF in request.POST:
        forget_wish(request)
        return CodeForm()
    if USE in request.POST or (orders and request.POST.get("code", "").strip()):
        return choose_card(request, now=now)
    return None


def read_choice(request: ShopRequest, *, now: datetime) -> CardWish | None:
    """Return the card that Pay was pressed with, and the cents of it that the page had shown.

    Raise `CardRefused` when the page showed a card that was taken off in another tab since, or pays
    under this code no more.
    """
    text = request.POST.get(SHOWN, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST
    shown = int(text) if is_number else 0
    chosen = find_chosen(request, now=now)
    if chosen is None:
        if shown:
            raise CardRefused
        return None
    return CardWish(uid=str(chosen.uid), edition=chosen.edition, shown_minor=shown)


def show_choice(
    request: ShopRequest, *, total_minor: int, now: datetime, form: CodeForm | None = None
) -> dict[str, Any]:
    """Return what a page shows: the card's part, what is left to pay, the field for a code."""
    part = _find_part(request, total_minor=total_minor, now=now)
    return {
        "gift_card": part,
        "code_form": form if form is not None and form.errors else CodeForm(),
        "due_minor": part.rest_minor if part else total_minor,
    }


def _find_part(request: ShopRequest, *, total_minor: int, now: datetime) -> CardPart | None:
    """Return what the chosen card pays; one that is empty is not shown."""
    card = find_chosen(request, now=now)
    if card is None or not card.balance_minor:
        return None
    return measure_part(card=card, total_minor=total_minor)
