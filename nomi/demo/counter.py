"""Two orders that staff took: one paid in cash at a stall, one that waits for its link."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from oscar.core.loading import get_model

from nomi.demo.logins import MANAGER_EMAIL
from nomi.demo.past_payments import open_till
from shop.checkout.address import Address
from shop.counter.models import CounterSale
from shop.counter.services import Wish, place_once, preview_order
from shop.counter.stall import build_stall_address
from shop.order.owing import owe_mail
from shop.shipping.rates import HANDED_OVER
from shop.stripe_checkout.models import PaymentAttempt

STALL_AGO = timedelta(hours=20)
CALLER = Address(
    first_name="Iris",
    last_name="Calloway",
    line1="12 Sample Street",
    city="Portland",
    state="OR",
    postcode="97205",
    country_code="US",
)


@transaction.atomic
def seed_counter(now: datetime) -> None:
    """Take both orders, once only."""
    seller = get_user_model()._default_manager.filter(email=MANAGER_EMAIL).first()
    if seller is None or CounterSale.objects.exists():
        return
    records = get_model("partner", "StockRecord").objects.filter(num_in_stock__gte=8)
    first, second = records.order_by("-pk")[:2]
    _sell_at_the_stall(first, seller, now=now - STALL_AGO)
    _take_the_call(second, seller, now=now)


def _sell_at_the_stall(record: Any, seller: Any, *, now: datetime) -> None:
    """Sell two pieces for cash to somebody who takes them along and leaves no address."""
    wish = Wish(
        lines=[(record.product_id, 2)],
        email="",
        address=build_stall_address(first_name="", last_name=""),
        shipping_code=HANDED_OVER.code,
        method=CounterSale.Method.CASH,
    )
    quote = preview_order(wish=wish)
    place_once(
        wish=wish,
        expected=quote.fingerprint,
        cash_minor=quote.total_minor,
        key="demo-stall",
        by=seller,
        now=now,
    )


def _take_the_call(record: Any, seller: Any, *, now: datetime) -> None:
    """Take an order on the telephone; without a stand-in to open its page there is none."""
    with open_till() as till:
        if till.state is None:
            return
        wish = Wish(
            lines=[(record.product_id, 1)],
            email="iris@shopper.example",
            address=CALLER,
            shipping_code="us-standard",
            method=CounterSale.Method.LINK,
            note="Rang at noon; would like it before her sister's birthday.",
        )
        sale = place_once(
            wish=wish,
            expected=preview_order(wish=wish).fingerprint,
            cash_minor=0,
            key="demo-telephone",
            by=seller,
            now=now,
        )
        attempt = PaymentAttempt.objects.get(order=sale.order)
        page = till.open_page(attempt=attempt, order=sale.order, at=now)
    if page is None:
        return
    attempt.session_id, attempt.url = page["id"], page["url"]
    attempt.state = PaymentAttempt.State.OPEN
    attempt.save()
    owe_mail(kind="payment_link", order=sale.order, reference=str(attempt.uid), now=now)
