"""Keep the pictures for sharing true: what each should say, and drawing those that say less."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from html import unescape

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from shop.pictures.drawing import Sheet, draw_sheet
from shop.pictures.models import name_rendition
from shop.pictures.services import keep_drawing
from shop.search.models import ProductCard
from shop.search.version import find_version
from shop.storefront.cards import name_kind, write_price
from shop.storefront.cheapest import find_cheapest_costs

AT_A_TIME = 40
CHUNK = 500
LOOK = "1"
"""The look of the drawing: another one draws every picture anew."""
DONE_KEY = "share-pictures-drawn"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one product's picture should say."""

    product_id: int
    title: str
    price: str
    line: str
    picture_name: str
    digest: str


def draw_due_pictures(*, now: datetime, limit: int = AT_A_TIME) -> int:
    """Draw the pictures that do not say what they should; return how many.

    Once all are true it looks again only when the catalogue changes, or the day: costs have days.
    Run twice, or at once with itself, it draws the same pictures.
    """
    day = timezone.localdate(now)
    state = f"{LOOK} {find_version()} {day}"
    if cache.get(DONE_KEY) == state:
        return 0
    drawn = 0
    for plan in _list_due(on=day):
        if drawn >= limit:
            return drawn
        draw = partial(_draw, plan)
        drawn += keep_drawing(product_id=plan.product_id, digest=plan.digest, draw=draw, now=now)
    cache.set(DONE_KEY, state, timeout=None)
    return drawn


def _list_due(*, on: date) -> Iterator[Plan]:
    """Return the plans of pictures that are not there, a batch of products at a time."""
    last = 0
    while cards := list(_read_cards(after=last)):
        last = cards[-1].pk
        landed = find_cheapest_costs([card.pk for card in cards], on=on)
        for card in cards:
            plan = _make_plan(card, landed_minor=landed.get(card.pk))
            if plan.digest != getattr(card, "drawn", None):
                yield plan


def _read_cards(*, after: int) -> Iterator[ProductCard]:
    cards = ProductCard.objects.defer("document").filter(pk__gt=after).order_by("pk")
    return cards.annotate(drawn=F("product__share_drawing__digest"))[:CHUNK].iterator()


def _make_plan(card: ProductCard, *, landed_minor: int | None) -> Plan:
    context = {
        "price_minor": card.price_from_minor,
        "landed_minor": landed_minor,
        "kind": name_kind(card),
    }
    line = unescape(render_to_string("shop/storefront/_share_line.txt", context)).strip()
    price = str(write_price(card))
    picture = ""
    if card.picture_widths:
        picture = name_rendition(name=card.picture_name, width=max(card.picture_widths))
    said = f"{LOOK}\0{card.title}\0{price}\0{line}\0{picture}"
    return Plan(
        product_id=card.pk,
        title=card.title,
        price=price,
        line=line,
        picture_name=picture,
        digest=sha256(said.encode()).hexdigest()[:32],
    )


def _draw(plan: Plan) -> bytes:
    sheet = Sheet(
        title=plan.title, price=plan.price, line=plan.line, picture=_read_picture(plan.picture_name)
    )
    return draw_sheet(sheet)


def _read_picture(name: str) -> bytes | None:
    """Return a stored picture, None where its file is missing: the words stand alone then."""
    if not name:
        return None
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
    except OSError:
        return None
    return content
