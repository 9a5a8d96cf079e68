"""Product cards, written once for all the pages that show them."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

from shop.storefront.cards import CardView

register = template.Library()

MOST_CARDS = 4_096
"""Written cards that a process remembers, some two kilobytes each."""


@register.simple_tag
def product_card(card: CardView, *, level: int, sizes: str, eager: object = False) -> str:
    """Write a product card; the same facts in the same language are the same words."""
    return _write(card, level, sizes, bool(eager), get_language())


@lru_cache(maxsize=MOST_CARDS)
def _write(card: CardView, level: int, sizes: str, eager: bool, _language: str) -> str:  # noqa: FBT001
    picture = card.picture
    shown = {  # numbers as text: a template asks for each how the language writes it
        "title": card.title,
        "url": card.url,
        "price": card.price,
        "cents": str(card.price_minor or ""),
        "src": picture.src,
        "srcset": picture.srcset,
        "avif": picture.avif_srcset,
        "tint": picture.tint,
        "width": str(picture.width),
        "height": str(picture.height),
        "alt": card.alt,
        "note": card.note,
        "badge": card.badge,
        "sizes": sizes,
        "eager": eager,
        "level": level,
    }
    return render_to_string("components/_product_card.html", shown)
