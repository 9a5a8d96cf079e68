"""Sell a card: an order of one line, without delivery, tax, share or stock, paid at Stripe."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sites.models import Site
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop
from oscar.core.loading import get_model

from nomi.platform.languages import in_store_language
from shop.giftcards.models import GiftCard
from shop.languages.services import keep_language
from shop.money import to_decimal
from shop.order.numbers import make_order_number
from shop.order.queries import AWAITING_PAYMENT
from shop.stripe_checkout import services as payments

SKU = "GIFT-CARD"
TITLE = gettext_noop("Gift card")
LEAST_MINOR, MOST_MINOR = 1_000, 50_000
"""From $10 to $500."""


@dataclass(frozen=True, kw_only=True)
class CardOrder:
    """What a buyer asks for. `key` is the form's: pressed twice it is one order."""

    key: UUID
    amount_minor: int
    buyer_email: str
    recipient_email: str
    sender_name: str = ""
    message: str = ""
    currency: str = "USD"


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """The order that waits for its payment, and the attempt to pay for it; None when it is over."""

    order: Any
    attempt_id: int | None


class AmountRefused(Exception):  # noqa: N818 - says what happened
    """A card is worth $10 to $500."""


@transaction.atomic
def order_card(*, wish: CardOrder, user: Any, now: datetime) -> Ordered:
    """Write the order of one card, awaiting payment; the same `key` is the same order.

    Database only: Stripe is asked afterwards. A card is bought alone, so no voucher lowers it and
    no other card pays it. Raise `AmountRefused`.
    """
    if not LEAST_MINOR <= wish.amount_minor <= MOST_MINOR:
        raise AmountRefused
    try:
        with transaction.atomic():
            order = _write_order(wish, user=user, now=now)
            keep_language(order=order)
    except IntegrityError:
        order = _get_ordered(wish.key)
    if order.status != AWAITING_PAYMENT:
        return Ordered(order=order, attempt_id=None)
    attempt = payments.open_attempt(order=order, now=now)
    return Ordered(order=order, attempt_id=attempt.pk)


def _get_ordered(key: UUID) -> Any:
    orders = get_model("order", "Order").objects.select_for_update(of=("self",))
    return orders.get(gift_card__form_key=key)


@in_store_language
def _write_order(wish: CardOrder, *, user: Any, now: datetime) -> Any:
    """Insert the order with its line and its card."""
    price = to_decimal(wish.amount_minor)
    is_known = user is not None and user.is_authenticated
    order = get_model("order", "Order").objects.create(
        number=make_order_number(),
        site=Site.objects.get_current(),
        user=user if is_known else None,
        guest_email="" if is_known else wish.buyer_email,
        currency=wish.currency,
        total_incl_tax=price,
        total_excl_tax=price,
        shipping_incl_tax=to_decimal(0),
        shipping_excl_tax=to_decimal(0),
        shipping_method="E-mail",
        shipping_code="e-mail",
        status=AWAITING_PAYMENT,
        date_placed=now,
    )
    order.lines.create(
        partner_sku=SKU,
        title=TITLE,
        quantity=1,
        line_price_excl_tax=price,
        line_price_incl_tax=price,
        line_price_before_discounts_excl_tax=price,
        line_price_before_discounts_incl_tax=price,
        unit_price_excl_tax=price,
        unit_price_incl_tax=price,
        status="Open",
        num_allocated=0,
    )
    GiftCard.objects.create(
        form_key=wish.key,
        order=order,
        currency=wish.currency,
        initial_minor=wish.amount_minor,
        recipient_email=wish.recipient_email,
        sender_name=wish.sender_name,
        message=wish.message,
        created_at=now,
    )
    return order
