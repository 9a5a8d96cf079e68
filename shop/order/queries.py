"""Read orders, and lock one before changing it."""

from collections import defaultdict
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, Sum
from oscar.core.loading import get_model

MOST_FOUND = 1_000
AWAITING_PAYMENT = "Awaiting payment"
PAYMENT_PROCESSING = "Payment processing"
PAID = "Paid"
READY = "Ready to ship"
PARTLY_SHIPPED = "Partly shipped"
SHIPPED = "Shipped"
DELIVERED = "Delivered"
RETURNED = "Returned"
ON_HOLD = "On hold"
CANCELLED = "Cancelled"
UNPAID_STATUSES = (AWAITING_PAYMENT, PAYMENT_PROCESSING)
UNSHIPPED_STATUSES = (PAID, READY)
"""Paid, with the goods still here."""
PARCEL_STATUSES = (SHIPPED, DELIVERED)
"""All that will leave has left, so a parcel can be lost; the rest of a part is cancelled first."""


def lock_order(order_id: int) -> Any:
    """Return the order, locked until the transaction ends. Always the first lock taken."""
    return get_model("order", "Order").objects.select_for_update(of=("self",)).get(pk=order_id)


def get_order_id(*, number: str) -> int:
    """Return the key of the order of this number, or raise Django's `DoesNotExist`."""
    found: int = get_model("order", "Order").objects.values_list("pk", flat=True).get(number=number)
    return found


def find_order(number: str) -> Any | None:
    """Return the order of this number with its address, or None."""
    return (
        get_model("order", "Order")
        .objects.select_related("shipping_address__country", "user", "basket")
        .filter(number=number)
        .first()
    )


def find_waiting_order(*, basket_id: int) -> Any | None:
    """Return the unpaid order that a frozen basket was turned into, or None."""
    return (
        get_model("order", "Order")
        .objects.filter(basket_id=basket_id, status__in=UNPAID_STATUSES)
        .first()
    )


def was_paid() -> Q:
    """Return the condition for orders that were paid at some time, whatever became of them."""
    changes = get_model("order", "OrderStatusChange").objects
    paid_once = Exists(changes.filter(order=OuterRef("pk"), new_status=PAID))
    return Q(paid_once) & ~Q(status__in=UNPAID_STATUSES)


def was_ever_paid(*, order: Any) -> bool:
    """Return whether the order was paid at some time, whatever became of it."""
    return bool(get_model("order", "Order").objects.filter(was_paid(), pk=order.pk).exists())


def find_own_order(*, number: str, user: Any) -> Any | None:
    """Return a shopper's own order of this number with its address, or None; unpaid ones hide."""
    orders = get_model("order", "Order").objects.select_related("shipping_address__country", "user")
    return orders.filter(was_paid(), number=number[:128], user=user).first()


def get_held_quantities(*, order_number: str) -> dict[int, int]:
    """Return how many pieces of each stock record an unpaid order holds."""
    held: dict[int, int] = defaultdict(int)
    lines = get_model("order", "Line").objects.filter(
        order__number=order_number,
        order__status__in=UNPAID_STATUSES,
        allocation_cancelled=False,
        stockrecord__isnull=False,
    )
    for stockrecord_id, quantity in lines.values_list("stockrecord_id", "num_allocated"):
        held[stockrecord_id] += quantity
    return dict(held)


def get_orders_of(*, user: Any) -> list[Any]:
    """Return a shopper's paid orders, newest first, each with `pieces` counted. One query."""
    orders = get_model("order", "Order").objects.filter(was_paid(), user=user)
    return list(orders.annotate(pieces=Sum("lines__quantity")).order_by("-date_placed")[:100])


def search_orders(*, orders: Any, term: str) -> Any:
    """Return those of the orders in which every word is part of number, e-mail, name or SKU.

    Each place is asked in a subquery of its own, so that no order comes twice and nothing is sorted
    to find that out; up to MOST_FOUND are looked for once and then fetched by key.
    """
    every_order, words = orders, term.split()
    if not words:
        return orders
    addresses = get_model("order", "ShippingAddress").objects
    lines = get_model("order", "Line").objects
    people = get_user_model()._default_manager
    for word in words:
        named = Q(last_name__icontains=word) | Q(first_name__icontains=word)
        orders = orders.filter(
            Q(number__icontains=word)
            | Q(guest_email__icontains=word)
            | Q(user__in=people.filter(email__icontains=word))
            | Q(shipping_address__in=addresses.filter(named))
            | Q(pk__in=lines.filter(partner_sku__icontains=word).values("order"))
        )
    keys = list(orders.order_by().values_list("pk", flat=True)[: MOST_FOUND + 1])
    return every_order.filter(pk__in=keys) if len(keys) <= MOST_FOUND else orders


def get_order(number: str) -> Any:
    """Return the order of this number, or raise Django's `DoesNotExist`."""
    return (
        get_model("order", "Order")
        .objects.select_related("shipping_address__country", "user", "basket")
        .get(number=number)
    )
