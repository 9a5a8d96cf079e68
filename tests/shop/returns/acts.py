"""Returns of real orders, and what we count of them."""

from typing import Any

from django.utils import timezone

from shop.returns import services
from shop.returns.models import Return
from tests.shop.fulfilment.orders import make_paid_order, ship


def make_shipped_order(stripe: Any, *, quantity: int = 3) -> Any:
    """Return an order of three totes that has left whole."""
    order = make_paid_order(stripe, quantity=quantity)
    ship(order, key=f"parcel-{order.pk}")
    order.refresh_from_db()
    return order


def ask(order: Any, pieces: int = 1, *, key: str = "form-1", now: Any = None) -> Return:
    return services.request_return(
        order_id=order.pk,
        pieces={order.lines.get().pk: pieces},
        reason="does_not_fit",
        note="Too small",
        key=key,
        now=now or timezone.now(),
    )


def approve(made: Return) -> bool:
    return services.approve_return(return_id=made.pk, by=None, now=timezone.now())


def reject(made: Return) -> bool:
    return services.reject_return(
        return_id=made.pk, words="Worn outside", by=None, now=timezone.now()
    )


def withdraw(made: Return) -> bool:
    return services.withdraw_return(return_id=made.pk, now=timezone.now())


def receive(made: Return) -> bool:
    return services.receive_return(return_id=made.pk, now=timezone.now())


def inspect(made: Return, *, shelf: int = 0, gone: int = 0, with_shipping: bool = False) -> Return:
    line = made.order.lines.get().pk
    return services.inspect_return(
        return_id=made.pk,
        restocked={line: shelf},
        written_off={line: gone},
        with_shipping=with_shipping,
        by=None,
        now=timezone.now(),
    )


def bring(order: Any, pieces: int = 1, *, key: str = "form-1") -> Return:
    """Return a return whose parcel is here."""
    made = ask(order, pieces, key=key)
    approve(made)
    receive(made)
    made.refresh_from_db()
    return made
