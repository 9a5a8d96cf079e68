"""Money without a piece: the share stays, and nothing goes back twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomi.platform.outbox.services import relay_due
from shop.stripe_checkout import queries, services
from shop.stripe_checkout.models import Refund, RefundLine
from shop.stripe_checkout.services import refund_requests
from tests.failure_cases import disputing, scenes
from tests.failure_cases.disputing import GROSS, SOLD
from tests.meeting import make_turnstile
from tests.shop.fulfilment.orders import cancel, read

AT_ONCE = 4


def _refund(order: Any, **wishes: Any) -> Refund:
    asked = services.request_refund(
        order_number=order.number, reason="Sorry", now=timezone.now(), **wishes
    )
    return services.submit_refund(refund_id=asked.pk, now=timezone.now())


def _list_lines() -> list[tuple[int, int]]:
    return list(RefundLine.objects.order_by("pk").values_list("quantity", "net_minor"))


@pytest.mark.django_db
def test_amount_goes_back_and_the_share_stays(stripe: Any) -> None:
    order = disputing.pay(stripe)

    refund = _refund(order, amount_minor=750)

    assert (refund.state, refund.gross_minor, refund.shipping_minor) == ("succeeded", 750, 0)
    assert _list_lines() == [(0, 750)]
    assert queries.get_payment_state(order=order) == "partly refunded"
    assert disputing.read_books() == SOLD


@pytest.mark.django_db
def test_delivery_is_in_the_amount_when_it_is_ticked(stripe: Any) -> None:
    order = disputing.pay(stripe)

    refund = _refund(order, amount_minor=750, with_shipping=True)

    assert (refund.gross_minor, refund.shipping_minor) == (750, 500)
    assert _list_lines() == [(0, 250)]


@pytest.mark.django_db
def test_pieces_refunded_later_end_at_what_was_paid(stripe: Any) -> None:
    order = disputing.pay(stripe)
    line = order.lines.get().pk

    _refund(order, amount_minor=2_500)
    _refund(order, lines={line: 1})
    _refund(order)

    assert _list_lines() == [(0, 2_500), (1, 1_100), (1, 0)]
    assert sum(Refund.objects.values_list("gross_minor", flat=True)) == GROSS
    assert queries.get_payment_state(order=order) == "refunded"
    assert disputing.read_books() == (0, 0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [0, -1, 3_601, 10**12])
def test_amount_that_is_not_there_is_refused(stripe: Any, amount: int) -> None:
    order = disputing.pay(stripe)

    with pytest.raises(services.RefundRefused, match=r"\$36.00 is left"):
        _refund(order, amount_minor=amount)

    assert Refund.objects.count() == 0
    assert disputing.read_books() == SOLD


@pytest.mark.django_db
def test_amount_that_came_back_can_be_given_again(stripe: Any) -> None:
    order = disputing.pay(stripe)
    refund = _refund(order, amount_minor=3_000)
    disputing.switch(stripe, f"refund/{refund.stripe_id}", succeeded=False)
    [body] = scenes.list_bodies("refund.failed")
    scenes.send_webhook(body)
    services.handle_event(event_id=body["id"], now=timezone.now())

    again = _refund(order, amount_minor=3_000)

    assert (again.state, again.gross_minor) == ("succeeded", 3_000)
    assert _list_lines() == [(0, 3_000), (0, 3_000)]
    assert disputing.read_books() == SOLD


@pytest.mark.django_db
def test_pieces_whose_money_went_back_already_can_still_be_taken_out(stripe: Any) -> None:
    order = disputing.pay(stripe)
    _refund(order, amount_minor=GROSS, with_shipping=True)

    cancellation = cancel(order)

    assert cancellation.refund is None
    assert read(order).status == "Cancelled"
    assert sum(Refund.objects.values_list("gross_minor", flat=True)) == GROSS


@pytest.mark.django_db
def test_mail_speaks_of_the_share_only_when_pieces_went_back(stripe: Any) -> None:
    order = disputing.pay(stripe)

    _refund(order, amount_minor=750)
    _refund(order, lines={order.lines.get().pk: 1})
    relay_due(now=timezone.now())

    texts = [str(one.body) for one in mail.outbox if "goes back" in one.subject]
    assert ["Training Fund's count" in text for text in texts] == [False, True]


@pytest.mark.django_db
def test_staff_give_an_amount_on_the_orders_page(stripe: Any, staff_client: Client) -> None:
    order = disputing.pay(stripe)
    address = reverse("admin:order_order_ask", args=(order.pk, "refund-amount"))
    words = {"key": "form-1", "reason": "Late"}

    opened = staff_client.get(address)
    refused = staff_client.post(address, {**words, "amount": "36.01"})
    none_yet = Refund.objects.count()
    for _turn in range(2):
        page = staff_client.post(address, {**words, "amount": "7.50"}, follow=True)

    assert opened.status_code == 200
    assert "$36.00 is left" in refused.content.decode()
    assert refused.context["form"]["amount"].value() == "36.01"
    assert none_yet == 0
    assert Refund.objects.get().gross_minor == 750
    assert "$7.50 goes back to the buyer" in page.content.decode()


def _press_at_once(order: Any) -> int:
    def press() -> bool:
        try:
            services.request_refund(
                order_number=order.number, reason="Sorry", now=timezone.now(), amount_minor=2_000
            )
        except services.RefundRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(done.result() for done in [pool.submit(press) for _ in range(AT_ONCE)])


@pytest.mark.django_db(transaction=True)
def test_amounts_asked_at_once_never_exceed_what_was_captured(stripe: Any) -> None:
    order = disputing.pay(stripe)

    assert _press_at_once(order) == 1
    assert sum(Refund.objects.values_list("gross_minor", flat=True)) == 2_000


@pytest.mark.django_db(transaction=True)
def test_amounts_asked_at_once_exceed_it_without_the_lock(stripe: Any, monkeypatch: Any) -> None:
    order = disputing.pay(stripe)
    monkeypatch.setattr(refund_requests, "lock_order", lambda pk: type(order).objects.get(pk=pk))
    wait, slow = make_turnstile(AT_ONCE), refund_requests.get_money_left

    def read_together(**which: Any) -> int:
        left = slow(**which)
        wait()
        return left

    monkeypatch.setattr(refund_requests, "get_money_left", read_together)

    granted = _press_at_once(order)

    assert granted > 1
    assert sum(Refund.objects.values_list("gross_minor", flat=True)) > 3_600
