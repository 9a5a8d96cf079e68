"""Two events: one that takes orders, one that was cancelled and leaves a buyer to ask."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from oscar.core.loading import get_class, get_model

from nomi.demo.logins import MANAGER_EMAIL
from nomi.demo.orders import pay_past
from nomi.demo.past_payments import open_till
from shop.basket.pricing import price_basket
from shop.checkout import services as checkout
from shop.checkout.quote import build_quote, get_grams
from shop.checkout.sheet import build_event_address
from shop.collecting.models import PickupEvent
from shop.collecting.queries import build_rate
from shop.collecting.services import EventWish, cancel_event, make_event

MADE = timedelta(days=9)
CANCELLED = timedelta(days=1)
BUYER = {"first_name": "Noor", "last_name": "Haddad"}


@transaction.atomic
def seed_events(now: datetime) -> None:
    """Announce both, take one order for each, cancel the second; once only."""
    maker = get_user_model()._default_manager.filter(email=MANAGER_EMAIL).first()
    if maker is None or PickupEvent.objects.exists():
        return
    fair = _announce("Winter craft fair", 24, maker, now=now)
    hall = _announce("Open studio evening", 17, maker, now=now)
    for event in (fair, hall):
        _buy(event, now=now - timedelta(days=3))
    cancel_event(event_id=hall.pk, reason="The hall is closed", by=maker, now=now - CANCELLED)


def _announce(name: str, days: int, maker: Any, *, now: datetime) -> PickupEvent:
    wish = EventWish(
        name=name,
        line1="12 Sample Street",
        city="New York",
        state="NY",
        postcode="10001",
        country_code="US",
        held_on=(now + timedelta(days=days)).date(),
        opens_at=time(10),
        closes_at=time(16),
        order_until=now + timedelta(days=days - 3),
    )
    return make_event(wish=wish, by=maker, now=now - MADE)


def _buy(event: PickupEvent, *, now: datetime) -> None:
    """Order and pay one article to be collected there."""
    records = get_model("partner", "StockRecord").objects.filter(num_in_stock__gte=8)
    basket = get_model("basket", "Basket").objects.create()
    basket.strategy = get_class("partner.strategy", "Selector")().strategy()
    basket.add_product(records.select_related("product").order_by("pk")[0].product, 1)
    address, code = build_event_address(event, BUYER), build_rate(event).code
    priced = price_basket(basket=basket, user=AnonymousUser())
    quote = build_quote(
        priced=priced, place=address.taxed_place, shipping_code=code, grams=get_grams(priced)
    )
    placed = checkout.place(
        basket_id=basket.pk,
        user=AnonymousUser(),
        email="noor@shopper.example",
        address=address,
        shipping_code=code,
        expected=quote.fingerprint,
        now=now,
    )
    with open_till() as till:
        pay_past(placed.order, till, placed_at=now, paid_at=now + timedelta(minutes=4))
