"""What staff do during the simulated day, inside the store's own project.

`python -m bench.staff ship|explain|sweep SEED` with the store's environment; reads the numbers of
older orders, as JSON, from its input, leaves those alone and prints what was done as JSON.
"""

import json
import random
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import django

SWEEPS = (
    "read_stripe_events", "handle_stripe_events", "settle_payments",
    "find_unrecorded_payments", "submit_refunds", "relay_outbox",
)  # fmt: skip
PATIENCE_SECONDS = 120
TORN = "Torn in the simulated day"


def _ship(order: Any, pieces: dict[int, int] | None, key: str) -> None:
    from django.utils import timezone

    from shop.fulfilment.services import ship_pieces

    ship_pieces(
        order_id=order.pk,
        carrier="usps",
        tracking_number=f"9400 {order.number}",
        key=f"day:{key}:{order.number}",
        by=None,
        now=timezone.now(),
        pieces=pieces,
    )


def _cancel(order: Any, pieces: dict[int, int] | None) -> None:
    from django.utils import timezone

    from shop.fulfilment.services import cancel_pieces

    cancel_pieces(
        order_id=order.pk,
        reason=TORN,
        restocks=True,
        key=f"day:out:{order.number}",
        by=None,
        now=timezone.now(),
        pieces=pieces,
    )


def _refund(order: Any, **wishes: Any) -> None:
    from django.utils import timezone

    from shop.stripe_checkout.services import request_refund

    for _press in range(2):  # pressed twice, as people do
        request_refund(
            order_number=order.number,
            reason=TORN,
            now=timezone.now(),
            key=f"day:back:{order.number}",
            **wishes,
        )


def _take_back(order: Any, pieces: dict[int, int], *, is_good: bool, is_all: bool) -> None:
    """Let the buyer send pieces back; each step is pressed twice, and the money follows."""
    from django.utils import timezone

    from shop.returns.services import (
        approve_return,
        inspect_return,
        receive_return,
        request_return,
    )

    now = timezone.now()
    for _press in range(2):
        made = request_return(
            order_id=order.pk, pieces=pieces, reason="changed_mind", note="", key="day", now=now
        )
    for _press in range(2):
        approve_return(return_id=made.pk, by=None, now=now)
    for _press in range(2):
        receive_return(return_id=made.pk, now=now)
    for _press in range(2):
        inspect_return(
            return_id=made.pk,
            restocked=pieces if is_good else {},
            written_off={} if is_good else pieces,
            with_shipping=is_all,
            by=None,
            now=now,
        )


def _deal_with(order: Any, dice: random.Random) -> str:
    """Do to one paid order what its lot says; return its name."""
    line = order.lines.order_by("pk").first()
    one = {line.pk: 1}
    lot = dice.random()
    if lot < 0.10:
        _cancel(order, None)
        return "cancelled"
    if lot < 0.20 and line.quantity > 1:
        _cancel(order, one)
        _ship(order, None, "parcel")
        return "cancelled in part"
    if lot < 0.30 and line.quantity > 1:
        _ship(order, one, "first")
        _ship(order, None, "second")
        return "shipped in parts"
    _ship(order, None, "parcel")
    return _give_back(order, line, lot, dice)


def _give_back(order: Any, line: Any, lot: float, dice: random.Random) -> str:
    """Give money back for an order that has left, with goods or without, or do nothing."""
    one = {line.pk: 1}
    if lot < 0.42:
        _refund(order, lines=one)
        return "refunded in part"
    if lot < 0.50:
        _refund(order, amount_minor=dice.randint(1, 500))
        return "refunded by amount"
    if lot < 0.62:
        pieces = one if lot < 0.56 else {line.pk: line.quantity}
        _take_back(order, pieces, is_good=lot < 0.60, is_all=pieces[line.pk] == line.quantity)
        return "returned"
    return "shipped"


def ship(seed: str, older: list[str]) -> Counter[str]:
    """Send, cancel, refund and take back what was paid today."""
    from oscar.core.loading import get_model

    from shop.fulfilment.services import ParcelRefused
    from shop.returns.services import ReturnRefused
    from shop.stripe_checkout.services import RefundRefused

    done: Counter[str] = Counter()
    paid = get_model("order", "Order").objects.filter(status="Paid").exclude(number__in=older)
    for order in paid.order_by("pk"):
        try:
            done[_deal_with(order, random.Random(f"{seed}{order.number}"))] += 1
        except (ParcelRefused, RefundRefused, ReturnRefused):
            done["refused in words"] += 1
    return done


def explain(_seed: str, older: list[str]) -> Counter[str]:
    """Say of each refund made at Stripe what it was for."""
    from django.utils import timezone
    from oscar.core.loading import get_model

    from shop.stripe_checkout.queries import find_unexplained_refunds
    from shop.stripe_checkout.services import RefundRefused, say_refunded_lines

    done: Counter[str] = Counter()
    for order in get_model("order", "Order").objects.exclude(number__in=older).order_by("pk"):
        for refund in find_unexplained_refunds(order=order):
            for with_shipping in (False, True):
                try:
                    say_refunded_lines(
                        refund_id=refund.pk,
                        lines={},
                        with_shipping=with_shipping,
                        user=None,
                        now=timezone.now(),
                    )
                except RefundRefused:
                    continue
                done["explained"] += 1
                break
            else:
                done["not explained"] += 1
    return done


def _waits() -> bool:
    """Return whether an event or a refund is due now or within twenty seconds."""
    from django.utils import timezone

    from shop.stripe_checkout.models import Refund, StripeEvent

    soon = timezone.now() + timedelta(seconds=20)
    events = StripeEvent.objects.filter(state=StripeEvent.State.WAITING, due_at__lte=soon)
    refunds = Refund.objects.filter(state__in=("requested", "submitted"), due_at__lte=soon)
    return events.exists() or refunds.exists()


def sweep(_seed: str, _older: list[str]) -> Counter[str]:
    """Do by hand, in one process, what beat does all day: each round takes a batch of each kind."""
    from django.core.management import call_command

    done: Counter[str] = Counter()
    until = time.monotonic() + PATIENCE_SECONDS
    while not done or (_waits() and time.monotonic() < until):
        for name in SWEEPS:
            call_command(name, stdout=sys.stderr)
        done["rounds"] += 1
        time.sleep(1)
    return done


def main() -> None:
    """Do one part of the day's work and print what was done."""
    django.setup()
    what, seed = sys.argv[1:]
    done = {"ship": ship, "explain": explain, "sweep": sweep}[what](seed, json.load(sys.stdin))
    print(json.dumps(done))


if __name__ == "__main__":
    main()
