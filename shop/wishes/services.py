"""Keep a wish, owe its one mail when the goods are back, and forget it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nomi.platform.outbox import services as outbox
from nomi.platform.tokens.services import revoke
from shop.wishes.models import StockWish, make_email_key
from shop.wishes.queries import KIND, find_fulfilled, find_product, find_told, is_sold_out

LIFE = timedelta(days=365)
"""A wish that nothing came of is forgotten after so long."""
MOST = 20
"""Goods that one address may wait for."""
AT_A_TIME = 100
PURPOSE = "wishes"


class WishRefused(Exception):  # noqa: N818 - says what happened
    """The goods are not sold out, not in the shop, or the address waits for enough. Words."""


@transaction.atomic
def ask_for(*, product_id: int, email: str, user: Any, now: datetime) -> bool:
    """Keep the wish; return False when the address waits for these goods already.

    Raise `WishRefused` with words for the shopper; then nothing is kept.
    """
    product = find_product(product_id=product_id)
    if product is None:
        raise WishRefused(_("This product is not in the shop any more."))
    if not is_sold_out(product):
        raise WishRefused(_("This product is in stock. You can order it now."))
    key = make_email_key(email)
    if StockWish.objects.filter(email_key=key, told_at=None).count() >= MOST:
        raise WishRefused(_("This address waits for many goods already. Forget some first."))
    _wish, is_new = StockWish.objects.get_or_create(
        product=product,
        email_key=key,
        told_at=None,
        defaults={
            "email": email,
            "user": user if user.is_authenticated else None,
            "language": get_language() or settings.LANGUAGE_CODE,
            "created_at": now,
        },
    )
    return is_new


@transaction.atomic
def serve_wishes(*, now: datetime, limit: int = AT_A_TIME) -> int:
    """Owe the mail of each wish whose goods are back, oldest first; return how many.

    Wishes whose mail has left, and those older than a year, are forgotten. Safe to run twice and
    at once with itself: each wish is taken under its lock and is owed one mail, ever.
    """
    forgotten = find_told() | StockWish.objects.filter(told_at=None, created_at__lt=now - LIFE)
    StockWish.objects.filter(pk__in=forgotten.values("pk")).delete()
    due = find_fulfilled().select_for_update(of=("self",), skip_locked=True)
    wishes = list(due.order_by("pk")[:limit])
    for wish in wishes:
        outbox.enqueue(kind=KIND, reference=str(wish.uid), now=now)
    StockWish.objects.filter(pk__in=[wish.pk for wish in wishes]).update(told_at=now)
    return len(wishes)


@transaction.atomic
def forget_address(*, email_key: str) -> int:
    """Forget every wish of an address, and the mails that have not left; return how many."""
    wishes = list(StockWish.objects.select_for_update(of=("self",)).filter(email_key=email_key))
    outbox.withdraw(kind=KIND, references=[str(wish.uid) for wish in wishes])
    StockWish.objects.filter(pk__in=[wish.pk for wish in wishes]).delete()
    revoke(purpose=PURPOSE, reference=email_key)
    return len(wishes)
