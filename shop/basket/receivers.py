"""What a shopper chose comes along with her, and goes when it is paid."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from shop.basket.beside import forget_paid, move_beside
from shop.basket.middleware import find_basket_in_cookie
from shop.basket.request import ShopRequest
from shop.basket.services import basket_left, join_baskets
from shop.events import OrderPaid, order_paid


@receiver(user_logged_in, dispatch_uid="shop.basket.join_baskets")
def join_guest_basket(request: ShopRequest | None, user: Any, **_kwargs: Any) -> None:
    """Join the guest's basket with the shopper's own. Signing in is a POST, so it may write."""
    if request is None or not hasattr(request, "cookies_to_delete"):
        return
    basket = find_basket_in_cookie(request)
    if basket is not None:
        join_baskets(user=user, guest_basket=basket)


@receiver(basket_left, dispatch_uid="shop.basket.move_beside")
def bring_along(basket_id: int, into_id: int, **_kwargs: Any) -> None:
    """Bring along what she wished before she signed in, or left an order unpaid."""
    move_beside(basket_id=basket_id, into_id=into_id)


@receiver(order_paid, dispatch_uid="shop.basket.forget_paid")
def forget(event: OrderPaid, **_kwargs: Any) -> None:
    """Forget what the order was made of, in the transaction that marks it paid."""
    forget_paid(order_number=event.order_number)
