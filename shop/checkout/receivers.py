"""What a shopper has filled in follows her basket, and goes when it is paid."""

from typing import Any

from django.dispatch import receiver

from shop.basket.services import basket_left
from shop.checkout.draft import forget_draft, move_draft
from shop.events import OrderPaid, order_paid


@receiver(basket_left, dispatch_uid="shop.checkout.move_draft")
def follow_basket(basket_id: int, into_id: int, **_kwargs: Any) -> None:
    """Bring along what she filled in before she signed in, or left an order unpaid."""
    move_draft(basket_id=basket_id, into_id=into_id)


@receiver(order_paid, dispatch_uid="shop.checkout.forget_draft")
def forget(event: OrderPaid, **_kwargs: Any) -> None:
    """Forget the draft in the transaction that marks its order paid."""
    forget_draft(order_number=event.order_number)
