"""Place an order: everything that can refuse, refuses here, before any money moves."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from oscar.core.loading import get_class, get_model

from shop.addedgifts.services import add_gift
from shop.addedgifts.wish import GiftWish
from shop.basket.pricing import price_basket
from shop.checkout import writing
from shop.checkout.address import Address
from shop.checkout.quote import Quote, build_quote, get_grams
from shop.checkout.refusals import (
    BasketEmpty,
    CountryNotServed,
    GiftAlone,
    LineUnavailable,
    StoreBusy,
    TotalChanged,
    TotalTooSmall,
)
from shop.collecting.services import keep_pickup
from shop.costing.services import freeze_line_costs
from shop.giftcards.services.holding import hold_part
from shop.giftcards.wish import CardWish
from shop.languages.services import keep_language
from shop.order import vouchers
from shop.order.queries import AWAITING_PAYMENT, find_waiting_order, lock_order
from shop.presents.services import write_present
from shop.presents.wish import NO_WISH, PresentWish
from shop.shipping.rates import is_collected
from shop.stock import services as stock
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import PaymentAttempt

LOCK_TIMED_OUT = "55P03"
DEADLOCK = "40P01"


@dataclass(frozen=True, kw_only=True)
class WayToPay:
    """How an order will be paid: from how much on, and what is written down when it is placed.

    `begin` gets the order and the moment in PLACE's transaction and returns the attempt to pay.
    """

    minimum_minor: int
    begin: Callable[[Any, datetime], PaymentAttempt]


def by_card() -> WayToPay:
    """Return a shopper's way: on Stripe's page, from Stripe's minimum on."""
    return WayToPay(
        minimum_minor=settings.STRIPE_MINIMUM_CHARGE_MINOR,
        begin=lambda order, now: payments.open_attempt(order=order, now=now),
    )


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An order awaiting payment, with the attempt to pay for it; no attempt when it is free."""

    order: Any
    attempt_id: Any | None
    is_new: bool


class _AlreadyPlaced(Exception):  # noqa: N818 - says what happened
    """Another request turned this basket into an order a moment ago."""


def place(  # noqa: PLR0913 - all that one order is made of, each named by the caller
    *,
    basket_id: int,
    user: Any,
    email: str,
    address: Address,
    shipping_code: str,
    expected: str,
    now: datetime,
    way: WayToPay | None = None,
    present: PresentWish = NO_WISH,
    card: CardWish | None = None,
    gift: GiftWish | None = None,
) -> Placed:
    """Turn an open basket into an order awaiting payment, in one transaction, without network.

    `expected` is the fingerprint of the quote that the shopper saw; she pays by card unless another
    `way` is given. A gift `card` pays what it can of the total, and nothing of a `gift`, which is
    written down beside the order and paid with it. Raises a `Refusal`,
    `VoucherRefused`, `OfferSpent`, `CardRefused`, `EventClosed` or `UnknownDelivery`, and then
    nothing is changed. Called again for the same basket (double click, second tab) it returns the
    same order and its attempt.
    """
    with _busy_in_words():
        placed = find_placed(basket_id=basket_id, now=now)
        if placed:
            return placed
        try:
            return _place_new(
                basket_id=basket_id,
                user=user,
                email=email,
                address=address,
                shipping_code=shipping_code,
                expected=expected,
                now=now,
                way=way or by_card(),
                present=present,
                card=card,
                gift=gift,
            )
        except _AlreadyPlaced:
            placed = find_placed(basket_id=basket_id, now=now)
            if placed is None:
                raise BasketEmpty from None
            return placed


@transaction.atomic
def find_placed(*, basket_id: int, now: datetime) -> Placed | None:
    """Return the order this basket became, with its live attempt, if it still awaits payment.

    An attempt that ended is followed by a new one, so paying can go on.
    """
    found = find_waiting_order(basket_id=basket_id)
    order = lock_order(found.pk) if found else None
    if order is None or order.status != AWAITING_PAYMENT:
        return None
    attempt = payments.open_attempt(order=order, now=now)
    return Placed(order=order, attempt_id=attempt.pk, is_new=False)


@transaction.atomic
def _place_new(  # noqa: PLR0913 - the same, handed on
    *,
    basket_id: int,
    user: Any,
    email: str,
    address: Address,
    shipping_code: str,
    expected: str,
    now: datetime,
    way: WayToPay,
    present: PresentWish,
    card: CardWish | None,
    gift: GiftWish | None,
) -> Placed:
    """Do all of it, or nothing. Locks: basket, vouchers, offers, stock, each by id."""
    basket = _lock_basket(basket_id, user)
    country = _get_country(address)
    used = vouchers.lock_vouchers(basket=basket, user=user, now=now)
    quote = ask_quote(
        basket=basket,
        user=user,
        address=address,
        shipping_code=shipping_code,
        way=way,
        wrap_minor=present.wrap_price_minor,
    )
    if quote.fingerprint != expected:
        raise TotalChanged(quote)
    uses = writing.get_offer_uses(quote)
    if uses:
        vouchers.count_offers(uses=uses, user=user)
    _hold_stock(quote)
    order = writing.write_order(
        quote=quote,
        basket=basket,
        user=user,
        email=email,
        address=writing.build_address(address, country),
        now=now,
    )
    amounts = writing.get_voucher_amounts(quote)
    given = [voucher for voucher in used if voucher.pk in amounts]
    vouchers.record_vouchers(order=order, vouchers=given, discounts=amounts)
    freeze_line_costs(order=order, on=now.date())
    keep_language(order=order)
    if is_collected(shipping_code):
        keep_pickup(order=order, code=shipping_code, now=now)
    if present.is_any:
        write_present(order=order, wish=present, wrap_minor=quote.wrap_minor)
    get_model("basket", "Basket").objects.filter(pk=basket.pk).update(status="Frozen")
    by_card = hold_part(order=order, wish=card, now=now) if card else 0
    is_free = quote.total_minor == by_card
    return _begin_payment(order, way=way, is_free=is_free, gift=gift, now=now)


def _begin_payment(
    order: Any, *, way: WayToPay, is_free: bool, gift: GiftWish | None, now: datetime
) -> Placed:
    """Open the attempt that pays the order, and its gift; settle at once what needs none."""
    if gift:
        if is_free:
            raise GiftAlone
        add_gift(order=order, wish=gift, now=now)
    if is_free:
        payments.settle_free_order(order=order, now=now)
        return Placed(order=order, attempt_id=None, is_new=True)
    return Placed(order=order, attempt_id=way.begin(order, now).pk, is_new=True)


def _lock_basket(basket_id: int, user: Any) -> Any:
    """Return the open basket, locked, with the prices' strategy."""
    basket = (
        get_model("basket", "Basket")
        .objects.select_for_update(of=("self",))
        .filter(pk=basket_id)
        .first()
    )
    if basket is None:
        raise BasketEmpty
    if basket.status == basket.FROZEN:
        raise _AlreadyPlaced
    if basket.status != basket.OPEN:
        raise BasketEmpty
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=user)
    return basket


def _get_country(address: Address) -> Any:
    """Return the address's country, or raise `CountryNotServed`."""
    countries = get_model("address", "Country").objects
    country = countries.filter(pk=address.country_code, is_shipping_country=True).first()
    if country is None:
        raise CountryNotServed(address.country_code)
    return country


def ask_quote(
    *,
    basket: Any,
    user: Any,
    address: Address,
    shipping_code: str,
    way: WayToPay,
    wrap_minor: int = 0,
) -> Quote:
    """Return the quote as of this moment, with nothing changed.

    Raise `BasketEmpty`, `LineUnavailable`, `TotalTooSmall` or `UnknownDelivery`.
    """
    priced = price_basket(basket=basket, user=user)
    if not priced.lines:
        raise BasketEmpty
    for line in priced.lines:
        if not line.is_buyable:
            free = (line.free_pieces or 0) if line.is_on_sale else 0
            raise LineUnavailable(title=line.title, wanted=line.quantity, free=free)
    quote = build_quote(
        priced=priced,
        place=address.taxed_place,
        shipping_code=shipping_code,
        grams=get_grams(priced),
        wrap_minor=wrap_minor,
    )
    if 0 < quote.total_minor < way.minimum_minor:
        raise TotalTooSmall(total_minor=quote.total_minor, minimum_minor=way.minimum_minor)
    return quote


def _hold_stock(quote: Quote) -> None:
    """Hold every counted piece, or raise `LineUnavailable` naming the line."""
    wanted: dict[int, int] = defaultdict(int)
    for line in quote.lines:
        if line.free_pieces is not None:
            wanted[line.line.stockrecord_id] += line.quantity
    try:
        stock.allocate(quantities=wanted)
    except stock.NotEnoughStock as shortage:
        short = next(
            line for line in quote.lines if line.line.stockrecord_id == shortage.stockrecord_id
        )
        raise LineUnavailable(title=short.title, wanted=short.quantity, free=0) from None


@contextmanager
def _busy_in_words() -> Iterator[None]:
    """Turn a lock that could not be had in time into `StoreBusy`."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) in {LOCK_TIMED_OUT, DEADLOCK}:
            raise StoreBusy from error
        raise
