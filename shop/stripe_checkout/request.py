"""The words in which an order is put to Stripe: the same order gives the same bytes."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.urls import reverse

from nomi.platform.languages import in_store_language
from shop.addedgifts.port import AddedGift, find_added_gift
from shop.giftcards.queries import get_part_minor
from shop.money import to_minor
from shop.presents.queries import get_wrap_minor
from shop.stripe_checkout.models import PaymentAttempt
from shop.stripe_checkout.queries import get_due_minor


class AmountsDisagree(Exception):  # noqa: N818 - says what happened
    """The lines, shipping and tax do not add up to the order's total; nothing may be sent."""


def build_session_params(
    *, attempt: PaymentAttempt, order: Any, email: str, token: str
) -> dict[str, Any]:
    """Return the parameters of a hosted session for the order as it was placed.

    One item of quantity 1 per order line, at the line's total after discounts, then shipping,
    gift wrap and tax as items of their own; one item in place of all for the rest that a gift card
    leaves, since Stripe knows no item below nothing. A gift to the fund is an item beside them.
    Raise `AmountsDisagree` unless they sum to the attempt's amount.
    """
    items, gift = _build_items(order), find_added_gift(order_number=order.number)
    asked = attempt.amount_minor - (gift.amount_minor if gift else 0)
    if asked != to_minor(order.total_incl_tax) and get_part_minor(order=order):
        items = [_build_item(order, _name_rest(order), get_due_minor(order=order))]
    if gift:
        items.append(_build_item(order, _name_gift(gift), gift.amount_minor))
    total = sum(item["price_data"]["unit_amount"] for item in items)
    if total != attempt.amount_minor:
        message = f"Order {order.number} sums to {total}, but {attempt.amount_minor} is asked for."
        raise AmountsDisagree(message)
    address = settings.SITE_ADDRESS + reverse("stripe-return", kwargs={"token": token})
    metadata = {"order": order.number, "attempt": str(attempt.uid)}
    params = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "line_items": items,
        "client_reference_id": order.number,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "expires_at": int(attempt.expires_at.timestamp()),
        "adaptive_pricing": {"enabled": False},
        "allow_promotion_codes": False,
        "success_url": address,
        "cancel_url": address,
    }
    return {**params, "customer_email": email} if email else params


def hash_params(params: dict[str, Any]) -> str:
    """Return a digest of the parameters, equal for equal requests."""
    return hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()


def _build_items(order: Any) -> list[dict[str, Any]]:
    items = [
        _build_item(order, f"{line.quantity} × {line.title}", to_minor(line.line_price_excl_tax))
        for line in order.lines.order_by("pk")
    ]
    wrap_minor = get_wrap_minor(order=order)
    shipping_minor = to_minor(order.shipping_excl_tax) - wrap_minor
    tax_minor = to_minor(order.total_incl_tax - order.total_excl_tax)
    if shipping_minor:
        items.append(_build_item(order, "Shipping", shipping_minor))
    if wrap_minor:
        items.append(_build_item(order, "Gift wrap", wrap_minor))
    if tax_minor:
        items.append(_build_item(order, "Sales tax", tax_minor))
    return items


def _name_rest(order: Any) -> str:
    """Return what the one item is called when a gift card pays a part."""
    return f"Order {order.number}, less your gift card"


@in_store_language
def _name_gift(gift: AddedGift) -> str:
    """Return what the payment page calls the gift: always alike, for one key has one question."""
    return f"Gift: {gift.name}"


def _build_item(order: Any, name: str, amount_minor: int) -> dict[str, Any]:
    return {
        "quantity": 1,
        "price_data": {
            "currency": order.currency.lower(),
            "unit_amount": amount_minor,
            "product_data": {"name": name},
        },
    }
