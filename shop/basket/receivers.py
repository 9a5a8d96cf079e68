"""When a shopper signs in, what they chose before comes along."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from shop.basket.middleware import find_basket_in_cookie
from shop.basket.request import ShopRequest
from shop.basket.services import join_baskets


@receiver(user_logged_in, dispatch_uid="shop.basket.join_baskets")
def join_guest_basket(request: ShopRequest | None, user: Any, **_kwargs: Any) -> None:
    """Join the guest's basket with the shopper's own. Signing in is a POST, so it may write."""
    if request is None or not hasattr(request, "cookies_to_delete"):
        return
    basket = find_basket_in_cookie(request)
    if basket is not None:
        join_baskets(user=user, guest_basket=basket)
