"""A parcel that never arrived: the buyer gets the money, no training account pays for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.books import chart
from impact.books.queries import get_balance
from impact.shares.models import SaleRefund
from impact.shares.services.maturity import mature_shares
from shop.order import services as orders
from shop.order.queries import lock_order
from shop.stripe_checkout import queries, services
from shop.stripe_checkout.models import Refund
from shop.stripe_checkout.services import lost_parcels, refund_requests
from tests.failure_cases import disputing
from tests.failure_cases.disputing import GROSS, SHARE, SOLD
from tests.meeting import make_turnstile

AT_ONCE = 6


def _ship(stripe: Any) -> Any:
    order = disputing.pay(stripe)
    for status in ("Ready to ship", "Shipped"):
        with transaction.atomic():
            locked = lock_order(order.pk)
            orders.change_status(order=locked, to=status, reason="", now=timezone.now())
    order.refresh_from_db()
    return order


def _lose(order: Any) -> Refund:
    return services.report_lost_parcel(
        order_number=order.number, reason="The carrier says so", now=timezone.now()
    )


def _count() -> tuple[int, int]:
    return Refund.objects.count(), SaleRefund.objects.count()


@pytest.mark.django_db
def test_lost_parcel_is_refunded_and_takes_the_share_once(stripe: Any) -> None:
    order = _ship(stripe)

    refund = _lose(order)
    between = disputing.read_books()
    services.submit_refund(refund_id=refund.pk, now=timezone.now())

    assert refund.gross_minor == GROSS
    assert between == disputing.read_books() == (0, 0, 0, 0)
    assert abs(get_balance(chart.REFUNDS)) == GROSS
    assert list(SaleRefund.objects.order_by("pk").values_list("kind", "gross_minor")) == [
        ("lost_parcel", 0),
        ("refund", GROSS),
    ]
    assert queries.get_payment_state(order=order) == "refunded"
    assert order.notes.order_by("pk").last().message == "Lost on the way: The carrier says so"


@pytest.mark.django_db
def test_reserve_pays_for_a_parcel_lost_after_the_return_window(stripe: Any) -> None:
    order = _ship(stripe)
    mature_shares(now=timezone.now() + timedelta(days=60))
    available = get_balance(chart.FUND_AVAILABLE)

    refund = _lose(order)
    services.submit_refund(refund_id=refund.pk, now=timezone.now())

    assert disputing.read_books() == (0, 0, available, SOLD[-1] - SHARE)


@pytest.mark.django_db
def test_what_was_refunded_before_is_not_lost_again(stripe: Any) -> None:
    order = _ship(stripe)
    line = order.lines.get()
    first = services.request_refund(
        order_number=order.number, reason="Seam", now=timezone.now(), lines={line.pk: 1}
    )
    services.submit_refund(refund_id=first.pk, now=timezone.now())

    refund = _lose(order)
    services.submit_refund(refund_id=refund.pk, now=timezone.now())

    assert (first.gross_minor, refund.gross_minor) == (1_800, GROSS - 1_800)
    assert disputing.read_books() == (0, 0, 0, 0)


@pytest.mark.django_db
def test_parcel_is_lost_once(stripe: Any) -> None:
    order = _ship(stripe)
    _lose(order)
    before = _count()

    with pytest.raises(services.RefundRefused, match="was reported as lost before"):
        _lose(order)

    assert _count() == before == (1, 1)


@pytest.mark.django_db
def test_order_that_never_left_has_no_parcel(stripe: Any) -> None:
    order = disputing.pay(stripe)

    with pytest.raises(services.RefundRefused, match="is paid: it has no parcel to be lost"):
        _lose(order)
    with transaction.atomic():
        locked = lock_order(order.pk)
        orders.change_status(order=locked, to="Ready to ship", reason="", now=timezone.now())
    with pytest.raises(services.RefundRefused, match="it has no parcel to be lost"):
        _lose(order)

    assert _count() == (0, 0)
    assert disputing.read_books() == SOLD


@pytest.mark.django_db
def test_lost_parcel_is_refused_while_the_bank_holds_the_money(stripe: Any) -> None:
    order = _ship(stripe)
    disputing.dispute(stripe, order)
    disputing.hear()
    before = _count()

    with pytest.raises(services.RefundRefused, match="disputes the payment"):
        _lose(order)

    assert _count() == before == (0, 1)


@pytest.mark.django_db
def test_desk_asks_why_and_tells_what_happened(stripe: Any, staff_client: Client) -> None:
    order = _ship(stripe)
    address = reverse("admin:order_order_press", args=(order.pk, "lost"))

    without = staff_client.post(address, {"reason": ""})
    unchanged = _count()
    done = staff_client.post(address, {"reason": "Never came"}, follow=True)
    again = staff_client.post(address, {"reason": "Never came"}, follow=True)

    told = [str(message) for message in done.context["messages"]]
    assert (without.context["form"].errors.keys(), unchanged) == ({"reason"}, (0, 0))
    assert told == ["The parcel is recorded as lost; $41.00 goes back to the buyer."]
    assert again.context["form"].errors == {
        "reason": [f"The parcel of order {order.number} was reported as lost before."]
    }
    assert _count() == (1, 1)
    assert Refund.objects.get().reason.startswith("Never came (")


def _press_at_once(order: Any) -> list[str]:
    def press() -> str:
        try:
            _lose(order)
        except services.RefundRefused:
            return "refused"
        except IntegrityError:
            return "collided"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(done.result() for done in [pool.submit(press) for _ in range(AT_ONCE)])


@pytest.mark.django_db(transaction=True)
def test_parcel_pressed_at_once_is_lost_once(stripe: Any) -> None:
    order = _ship(stripe)

    ends = _press_at_once(order)

    assert ends == ["done", *["refused"] * (AT_ONCE - 1)]
    assert _count() == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_parcel_pressed_at_once_collides_without_the_lock(stripe: Any, monkeypatch: Any) -> None:
    order = _ship(stripe)
    wait = make_turnstile(AT_ONCE)

    def find(pk: int) -> Any:
        found = type(order).objects.get(pk=pk)
        wait()
        return found

    for module in (lost_parcels, refund_requests):
        monkeypatch.setattr(module, "lock_order", find)

    ends = _press_at_once(order)

    assert ends != ["done", *["refused"] * (AT_ONCE - 1)]
    assert _count() == (1, 1)  # the database's own guard
