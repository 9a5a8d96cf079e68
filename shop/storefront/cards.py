"""A product in a list, ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nomi.platform.amounts import format_minor
from shop.pictures.queries import Shown, show_picture
from shop.search.models import ProductCard


@dataclass(frozen=True, kw_only=True)
class CardView:
    """What the product card component takes."""

    title: str
    url: str
    price: str
    price_minor: int
    picture: Shown
    alt: str
    note: str
    badge: str


def show_cards(cards: Iterable[ProductCard]) -> list[CardView]:
    """Return the cards with their texts written out."""
    return [show_card(card) for card in cards]


def show_card(card: ProductCard) -> CardView:
    """Return one card with its texts written out."""
    colours = len(card.colours)
    return CardView(
        title=card.title,
        url=reverse("catalogue:detail", args=(card.slug, card.pk)),
        price=write_price(card),
        price_minor=card.price_from_minor,
        picture=show_card_picture(card),
        alt=card.picture_alt,
        note=ngettext("%d colour", "%d colours", colours) % colours if colours > 1 else "",
        badge="" if card.is_in_stock else _("Sold out"),
    )


def write_price(card: ProductCard) -> str:
    """Return the price, or the lowest one where variants differ."""
    lowest = format_minor(card.price_from_minor, card.currency)
    if card.price_from_minor == card.price_to_minor:
        return lowest
    return _("From %(price)s") % {"price": lowest}


def name_kind(card: ProductCard) -> str:
    """Return the product class inside a sentence: "tote", but "T-shirt"."""
    return card.kind.lower() if card.kind[1:2].islower() else card.kind


def show_card_picture(card: ProductCard) -> Shown:
    """Return the picture of a card, a blank one where there is none yet."""
    return show_picture(
        name=card.picture_name,
        width=card.picture_width,
        height=card.picture_height,
        widths=card.picture_widths,
        has_avif=card.picture_has_avif,
        tint=card.picture_tint,
    )
