"""Who may see an order behind its link: the link alone opens nothing.

A link travels: it is forwarded, left in a browser's history, read over a shoulder. So a browser
also shows that it knows the order's e-mail address, once in some hours. Signed-in owners and the
browser that pays need not. What a browser has shown stands in its session, bound to the address:
an address that is corrected later shuts out whoever knew the old one.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from nomi.platform.limits import HOUR, Limit, count_try, say_wait
from nomi.platform.visitors import find_network

KEY = "proven_orders"
LIFE = timedelta(hours=12)
MOST_ORDERS = 20
"""Orders that one session remembers; the oldest go first."""
NOBODY = "nobody@nomi.invalid"


class ProofRefused(Exception):  # noqa: N818 - says what happened
    """The address is not the order's, or there is no such order: nobody is told which."""


class TooManyProofs(ProofRefused):
    """The link was tried too often from here; the text says how long to wait."""


def is_proven(request: HttpRequest, *, order: Any | None, now: datetime) -> bool:
    """Return whether this visitor may see the order; an unknown one is looked for just the same.

    Writes nothing.
    """
    user: Any = request.user
    is_owner = user.is_authenticated and order is not None and order.user_id == user.pk
    kept = request.session.get(KEY, {})
    if order is None or is_owner:
        return is_owner
    mark, until = kept.get(order.number, ("", 0))
    return until > now.timestamp() and constant_time_compare(mark, _make_mark(order, order.email))


def remember_proof(request: HttpRequest, *, order: Any, now: datetime) -> None:
    """Let this browser see the order for some hours."""
    kept = dict(request.session.get(KEY, {}))
    kept.pop(order.number, None)
    kept[order.number] = (_make_mark(order, order.email), (now + LIFE).timestamp())
    request.session[KEY] = dict(list(kept.items())[-MOST_ORDERS:])


def prove(
    request: HttpRequest, *, token: str, order: Any | None, email: str, now: datetime
) -> None:
    """Open the order for this browser, or raise `ProofRefused`; then nothing is remembered.

    Tries are counted for the link and the visitor's network together. By the link alone a stranger
    who has it could shut its buyer out; elsewhere, she still comes in.
    """
    limit = Limit(name="order-proof", most=settings.SHOP_ORDER_PROOFS_PER_HOUR, seconds=HOUR)
    wait = count_try(limit, who=f"{token} {find_network(request)}")
    if wait:
        words = _("Too many addresses were tried here. %(wait)s, then try again.")
        raise TooManyProofs(words % {"wait": say_wait(wait)})
    asked = _make_mark(order, email)
    known = _make_mark(order, order.email if order and order.email else NOBODY)
    if not constant_time_compare(asked, known) or order is None:
        raise ProofRefused(
            _("This link and this address do not open an order. Check the address, or the link.")
        )
    remember_proof(request, order=order, now=now)


def _make_mark(order: Any | None, email: str | None) -> str:
    """Return what a session keeps of an order's address: a mark that tells nothing of it."""
    plain = "".join((email or "").split()).casefold()
    number = order.number if order else ""
    return salted_hmac("shop.order.proof", f"{number} {plain}", algorithm="sha256").hexdigest()
