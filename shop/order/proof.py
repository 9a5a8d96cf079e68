"""Who may see an order behind its link: who owns it, pays it, or knows its e-mail address."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nomi.platform.limits import HOUR, Limit, count_try, say_wait
from nomi.platform.link_proofs import LinkProofs
from nomi.platform.visitors import find_network

PROOFS = LinkProofs(key="proven_orders", salt="shop.order.proof")


class ProofRefused(Exception):  # noqa: N818 - says what happened
    """The address is not the order's, or there is no such order: nobody is told which."""


class TooManyProofs(ProofRefused):
    """The link was tried too often from here; the text says how long to wait."""


def is_proven(request: HttpRequest, *, order: Any | None, now: datetime) -> bool:
    """Return whether this visitor may see the order; an unknown one is looked for just the same.

    Signed-in owners and the browser that pays need not show its address. Writes nothing.
    """
    user: Any = request.user
    if user.is_authenticated and order is not None and order.user_id == user.pk:
        return True
    number, email = (order.number, order.email or "") if order else ("", "")
    return PROOFS.is_given(request, number=number, email=email, now=now)


def remember_proof(request: HttpRequest, *, order: Any, now: datetime) -> None:
    """Let this browser see the order for some hours."""
    PROOFS.remember(request, number=order.number, email=order.email or "", now=now)


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
    number, known = (order.number, order.email or "") if order else ("", "")
    if not PROOFS.fits(number=number, told=email, known=known) or order is None:
        raise ProofRefused(
            _("This link and this address do not open an order. Check the address, or the link.")
        )
    remember_proof(request, order=order, now=now)
