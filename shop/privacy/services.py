"""Erase a shopper: the account goes, orders keep what tax law needs, the books stay."""

from datetime import datetime
from functools import partial
from typing import Any

import structlog
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from nomi.platform.tokens.services import revoke
from shop.addedgifts.port import GiftsOpen, get_gift_port
from shop.fulfilment.models import Shipment
from shop.giftcards.services.caring import forget_cards
from shop.languages.services import forget_languages
from shop.order.queries import CANCELLED, DELIVERED, RETURNED, SHIPPED
from shop.presents.services import forget_presents
from shop.privacy.models import Erasure
from shop.privacy.queries import find_orders, list_confirmed
from shop.returns.models import Return
from shop.returns.queries import get_last_day
from shop.reviews.services import forget_writer
from shop.stripe_checkout.models import Dispute, Refund
from shop.stripe_checkout.services.reducing import reduce_events_about
from shop.wishes.models import make_email_key
from shop.wishes.services import forget_address

log = structlog.get_logger()

AT_REST = (DELIVERED, RETURNED, CANCELLED)
ADDRESS_PARTS = (
    *("title", "first_name", "last_name", "line1", "line2", "line3", "line4", "search_text"),
)
"""What names a person or a door. State, postal code and country decide the tax and stay."""


class ErasureRefused(Exception):  # noqa: N818 - says what happened
    """Something is still on its way, or the account is one of staff. Words for the shopper."""


@transaction.atomic
def erase_shopper(*, user_id: int, now: datetime) -> bool:
    """Erase the account and the person in its orders; return False when it is gone already.

    Orders keep number, lines, amounts, payment and the place that decides the tax; gifts keep their
    receipts; reviews keep their words and nobody's name; no entry of the books changes. Raise
    `ErasureRefused`, and change nothing, for staff, and while an order, a return, a refund, a
    dispute or a gift is open.
    """
    users: Any = get_user_model()._default_manager
    user = users.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        return False
    if user.is_staff or user.is_superuser:
        raise ErasureRefused(_("This is an account of staff. Ask another member of staff."))
    orders = get_model("order", "Order").objects.select_for_update(of=("self",))
    mine = list(
        orders.filter(pk__in=find_orders(user=user).values("pk"))
        .select_related("shipping_address", "billing_address")
        .order_by("pk")
    )
    _refuse_open(mine, now=now)
    _forget_orders(mine)
    _forget_gifts(user)
    _end_sessions(user)
    forget_address(email_key=make_email_key(user.email))
    forget_writer(user_id=user.pk, order_ids=[order.pk for order in mine])
    get_model("voucher", "VoucherApplication").objects.filter(user=user).update(user=None)
    get_model("order", "OrderNote").objects.filter(user=user).update(user=None)
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError:
        words = _("This account has worked for the shop and cannot be erased here. Write to us.")
        raise ErasureRefused(words) from None
    Erasure.objects.get_or_create(user_key=user_id, defaults={"erased_at": now})
    # the logs outlive a restored backup, in which the row is missing; see `erase_again`
    transaction.on_commit(partial(log.info, "account_erased", account=user_id))
    return True


def _is_at_rest(order: Any, *, now: datetime) -> bool:
    """Return whether nothing more happens: one whose arrival nobody told rests after its days."""
    if order.status in AT_REST:
        return True
    parcels = Shipment.objects.filter(order=order)
    last_days = [get_last_day(shipment=one) for one in parcels]
    return order.status == SHIPPED and all(day < now.date() for day in last_days)


def _refuse_open(orders: list[Any], *, now: datetime) -> None:
    """Refuse while anything is on its way."""
    for order in orders:
        refunds = Refund.objects.filter(order=order, state__in=Refund.UNFINISHED)
        disputes = Dispute.objects.filter(order=order, closed_at=None)
        returns = Return.objects.filter(order=order, state__in=Return.OPEN)
        is_open = not _is_at_rest(order, now=now)
        if is_open or refunds.exists() or disputes.exists() or returns.exists():
            words = _("Order %(number)s is not done yet. Come back when it is.")
            raise ErasureRefused(words % {"number": order.number})


def _forget_orders(orders: list[Any]) -> None:
    """Take the person out of the orders."""
    keys = [order.pk for order in orders]
    for order in orders:
        for address in filter(None, (order.shipping_address, order.billing_address)):
            blank = dict.fromkeys(ADDRESS_PARTS, "")
            extra = {"phone_number": "", "notes": ""} if hasattr(address, "notes") else {}
            type(address)._default_manager.filter(pk=address.pk).update(**blank, **extra)
        for purpose in ("order", "trace"):
            revoke(purpose=purpose, reference=order.number)
    Shipment.objects.filter(order_id__in=keys).update(tracking_number="")
    Return.objects.filter(order_id__in=keys).update(note="")
    forget_presents(order_ids=keys)
    forget_cards(order_ids=keys)
    forget_languages(order_ids=keys)
    reduce_events_about(order_ids=keys)
    get_model("order", "Order").objects.filter(pk__in=keys).update(user=None, guest_email="")


def _forget_gifts(user: Any) -> None:
    """Take the person out of the gifts, or refuse in giving's words."""
    try:
        get_gift_port().forget(user_key=user.pk, emails=list_confirmed(user=user))
    except GiftsOpen as waiting:
        raise ErasureRefused(str(waiting)) from None


def _end_sessions(user: Any) -> None:
    """Sign the account out everywhere; what a session remembered goes with it."""
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    for session in UserSession.objects.filter(user=user):
        store(session.session_key).delete()
