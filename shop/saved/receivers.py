"""When a shopper signs in, what she saved before comes along."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from shop.saved.services import save_products
from shop.saved.shelf import KEY, read_session


@receiver(user_logged_in, dispatch_uid="shop.saved.take_along")
def take_along(request: HttpRequest | None, user: Any, **_kwargs: Any) -> None:
    """Move the session's list to the account. Signing in is a POST, so it may write."""
    kept = read_session(request) if request is not None else []
    if request is None or not kept:
        return
    save_products(user_id=user.pk, product_ids=kept, now=timezone.now())
    del request.session[KEY]
