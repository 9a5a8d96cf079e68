"""Take an order for a buyer: by the same PLACE as the shop's, paid by a link or in cash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from oscar.core.loading import get_class, get_model

from shop.basket.services import BasketRefusal, add_product
from shop.checkout import services as checkout
from shop.checkout.address import Address
from shop.checkout.quote import Quote
from shop.counter.models import CounterSale
from shop.counter.queries import find_sale
from shop.fulfilment.services import hand_over
from shop.order.services import write_note
from shop.shipping.rates import HANDED_OVER
from shop.stripe_checkout import services as payments

LOCK = "counter:"
"""What the names of our advisory locks begin with."""
NO_PAGE = (
    payments.StripeUnavailable,
    payments.StripeRefused,
    payments.KeyRevoked,
    payments.PaymentClosed,
)
"""Why there may be no link yet; the order waits for it all the same."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a buyer wants: (product, pieces) line by line, where to, and how it will be paid."""

    lines: Sequence[tuple[int, int]]
    email: str
    address: Address
    shipping_code: str
    method: str
    note: str = ""

    @property
    def is_handed_over(self) -> bool:
        """Return whether the buyer takes the goods along."""
        return self.shipping_code == HANDED_OVER.code


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An order that was taken; `link` is where to pay it, empty for cash and without Stripe."""

    sale: CounterSale
    link: str = ""


class LineRefused(BasketRefusal):
    """One line cannot be sold so; `place` says which, counted from nought."""

    def __init__(self, *, place: int, words: str) -> None:
        super().__init__(words)
        self.place = place


def preview_order(*, wish: Wish) -> Quote:
    """Return what the order would cost now; nothing is kept.

    Raise `LineRefused`, or what the shop's PLACE refuses.
    """
    with transaction.atomic():
        try:
            return checkout.ask_quote(
                basket=_fill_basket(wish),
                user=AnonymousUser(),
                address=wish.address,
                shipping_code=wish.shipping_code,
                way=_find_way(wish, cash_minor=0, by=None),
            )
        finally:
            transaction.set_rollback(True)


def take_order(
    *, wish: Wish, expected: str, cash_minor: int, key: str, by: Any, now: datetime
) -> Taken:
    """Place the order, and take its cash or send its link; the same `key` is the same order.

    `expected` is the fingerprint of the quote that was looked at. Cash must be the total; with cash
    or nothing to pay, goods that are handed over count as delivered. Call it outside any
    transaction: the link is made at Stripe afterwards, and without it the order still waits to be
    paid. Raise `LineRefused`, `CashRefused`, or what the shop's PLACE refuses; then nothing is
    changed.
    """
    sale = place_once(wish=wish, expected=expected, cash_minor=cash_minor, key=key, by=by, now=now)
    attempt = sale.order.payment_attempts.filter(state__in=("creating", "open")).first()
    if attempt is None:
        return Taken(sale=sale)
    try:
        return Taken(sale=sale, link=payments.send_link(attempt_id=attempt.pk, now=now))
    except NO_PAGE:
        return Taken(sale=sale)


@transaction.atomic
def place_once(
    *, wish: Wish, expected: str, cash_minor: int, key: str, by: Any, now: datetime
) -> CounterSale:
    """Place the order and all that its payment brings here, unless the form did so before.

    Database only: the half of `take_order` before Stripe is called; it raises the same.
    """
    lock_key(key)
    taken_before = find_sale(key=key)
    if taken_before is not None:
        return taken_before
    placed = checkout.place(
        basket_id=_fill_basket(wish).pk,
        user=AnonymousUser(),
        email=wish.email,
        address=wish.address,
        shipping_code=wish.shipping_code,
        expected=expected,
        now=now,
        way=_find_way(wish, cash_minor=cash_minor, by=by),
    )
    order = placed.order
    is_paid = placed.attempt_id is None or wish.method == CounterSale.Method.CASH
    if is_paid and wish.is_handed_over:
        hand_over(order_id=order.pk, by=by, now=now)
    if wish.note:
        write_note(order=order, message=wish.note, by=by)
    return CounterSale.objects.create(
        key=key,
        order=order,
        method=wish.method,
        is_handed_over=wish.is_handed_over,
        taken_by=by,
        taken_at=now,
    )


def lock_key(key: str) -> None:
    """Let one press of a form be done before another of the same form looks what it did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{LOCK}{key}"])


def _find_way(wish: Wish, *, cash_minor: int, by: Any) -> checkout.WayToPay:
    """Return how the order will be paid. Cash has no least amount, and is there at once."""
    if wish.method == CounterSale.Method.CASH:
        return checkout.WayToPay(
            minimum_minor=1,
            begin=lambda order, now: (
                payments.record_cash(
                    order_id=order.pk, amount_minor=cash_minor, by=by, now=now
                ).attempt
            ),
        )
    return checkout.WayToPay(
        minimum_minor=settings.STRIPE_MINIMUM_CHARGE_MINOR,
        begin=lambda order, now: payments.open_link(order=order, now=now),
    )


def _fill_basket(wish: Wish) -> Any:
    """Return a new basket with the lines in it; raise `LineRefused` for one that cannot be sold."""
    basket = get_model("basket", "Basket")()
    basket.strategy = get_class("partner.strategy", "Selector")().strategy()
    for place, (product_id, quantity) in enumerate(wish.lines):
        try:
            add_product(basket=basket, product_id=product_id, quantity=quantity)
        except BasketRefusal as refusal:
            raise LineRefused(place=place, words=str(refusal)) from refusal
    basket.save()
    return basket
