"""Case 34: money went back in the dashboard. Staff say for which lines, and the books follow."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomi.platform.outbox.models import OutboxMessage
from shop.stripe_checkout import queries, services
from shop.stripe_checkout.models import Movement, Refund, RefundLine, StaffTask
from shop.stripe_checkout.services import external_refunds
from tests.failure_cases import disputing, scenes
from tests.failure_cases.disputing import FUND, SHARE, SOLD
from tests.meeting import make_turnstile

AT_ONCE = 4
ONE_BACK = (0, FUND // 2, 0, SHARE // 2 - FUND // 2)
"""The accounts of the share once one of the two totes is taken back."""


def _refund_at_stripe(order: Any, amount_minor: int) -> Refund:
    """Give money back behind our back, and hear of it."""
    intent = order.payment_attempts.get().payment_intent_id
    scenes.refund_in_dashboard(intent, amount_minor=amount_minor)
    [body] = scenes.list_bodies("charge.refunded")
    scenes.send_webhook(body)
    services.handle_event(event_id=body["id"], now=timezone.now())
    return Refund.objects.get()


def _say(refund: Refund, pieces: int = 0, *, with_shipping: bool = False) -> Refund:
    lines = {refund.order.lines.get().pk: pieces} if pieces else {}
    return services.say_refunded_lines(
        refund_id=refund.pk, lines=lines, with_shipping=with_shipping, user=None, now=timezone.now()
    )


def _read() -> tuple[Any, ...]:
    """Return everything that such words may change."""
    return (
        list(Refund.objects.values_list("takes_back_sale", "shipping_minor", "tax_minor")),
        list(RefundLine.objects.values_list("quantity", "net_minor", "tax_minor")),
        list(StaffTask.objects.values_list("kind", "done_at")),
        OutboxMessage.objects.filter(kind="order_refunded").count(),
        disputing.read_books(),
    )


@pytest.mark.django_db
def test_case_34_refund_is_kept_and_staff_are_asked(stripe: Any) -> None:
    order = disputing.pay(stripe)

    refund = _refund_at_stripe(order, 1_800)

    assert (refund.state, refund.gross_minor, refund.takes_back_sale) == ("succeeded", 1_800, False)
    assert scenes.list_tasks() == [("external_refund", refund.stripe_id)]
    assert queries.get_payment_state(order=order) == "partly refunded"
    assert disputing.read_books() == SOLD


@pytest.mark.django_db
def test_case_34_said_lines_reverse_their_share_once(stripe: Any) -> None:
    order = disputing.pay(stripe)
    refund = _refund_at_stripe(order, 1_800)

    _say(refund, 1)

    said = _read()
    assert said[1] == [(1, 1_800, 0)]
    assert said[3:] == (1, ONE_BACK)
    assert not StaffTask.objects.filter(done_at=None).exists()
    with pytest.raises(services.RefundRefused, match="said before"):
        _say(refund, 1)
    assert _read() == said


@pytest.mark.django_db
def test_case_34_what_pieces_do_not_cost_is_goodwill(stripe: Any) -> None:
    order = disputing.pay(stripe)
    refund = _refund_at_stripe(order, 2_500)

    _say(refund, 1, with_shipping=True)

    assert RefundLine.objects.values_list("quantity", "net_minor").get() == (1, 2_000)
    assert Refund.objects.get().shipping_minor == 500
    assert disputing.read_books() == ONE_BACK


@pytest.mark.django_db
def test_case_34_money_alone_leaves_the_share(stripe: Any) -> None:
    refund = _refund_at_stripe(disputing.pay(stripe), 700)

    _say(refund)

    assert RefundLine.objects.values_list("quantity", "net_minor").get() == (0, 700)
    assert disputing.read_books() == SOLD


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("gross", "pieces", "with_shipping", "words"),
    [
        (1_800, 3, False, "has no 3 pieces"),
        (1_800, -1, False, "has no -1 pieces"),
        (1_799, 1, False, r"cost \$18.00, and only \$17.99"),
        (2_000, 1, True, r"cost \$23.00, and only \$20.00"),
    ],
)
def test_case_34_what_does_not_fit_is_refused(
    stripe: Any,
    gross: int,
    pieces: int,
    with_shipping: bool,  # noqa: FBT001 - a case of the table
    words: str,
) -> None:
    refund = _refund_at_stripe(disputing.pay(stripe), gross)
    before = _read()

    with pytest.raises(services.RefundRefused, match=words):
        _say(refund, pieces, with_shipping=with_shipping)

    assert _read() == before


@pytest.mark.django_db
def test_case_34_money_that_the_goods_cannot_hold_was_delivery(stripe: Any) -> None:
    refund = _refund_at_stripe(disputing.pay(stripe), 3_900)

    _say(refund)

    assert RefundLine.objects.values_list("quantity", "net_minor").get() == (0, 3_600)
    assert Refund.objects.get().shipping_minor == 300
    assert queries.get_shipping_left(order=refund.order) == (200, 0)
    assert not StaffTask.objects.filter(done_at=None).exists()
    assert disputing.read_books() == SOLD


@pytest.mark.django_db
def test_case_34_delivery_goes_back_once_however_many_refunds_it_takes(stripe: Any) -> None:
    order = disputing.pay(stripe)
    _say(_refund_at_stripe(order, 3_900))

    rest = services.request_refund(
        order_number=order.number, reason="Lost", now=timezone.now(), lines={}, with_shipping=True
    )
    before = _read()
    with pytest.raises(services.RefundRefused):
        services.request_refund(
            order_number=order.number, reason="Lost", now=timezone.now(), with_shipping=True
        )

    assert (rest.shipping_minor, rest.gross_minor) == (200, 200)
    assert _read() == before


@pytest.mark.django_db
def test_case_34_more_than_is_left_of_everything_is_refused(stripe: Any) -> None:
    order = disputing.pay(stripe)
    refund = _refund_at_stripe(order, 700)
    Refund.objects.filter(pk=refund.pk).update(gross_minor=4_200)
    before = _read()

    with pytest.raises(services.RefundRefused, match=r"\$6.00 more went back"):
        _say(Refund.objects.get())

    assert _read() == before


@pytest.mark.django_db
def test_case_34_pieces_that_were_refunded_here_are_not_there(stripe: Any) -> None:
    order = disputing.pay(stripe)
    refund = _refund_at_stripe(order, 1_800)
    services.request_refund(
        order_number=order.number,
        lines={order.lines.get().pk: 1},
        reason="Seam",
        now=timezone.now(),
    )
    before = _read()

    with pytest.raises(services.RefundRefused, match="has no 2 pieces"):
        _say(refund, 2)

    assert _read() == before


@pytest.mark.django_db
def test_case_34_refund_asked_for_here_has_its_lines(stripe: Any) -> None:
    order = disputing.pay(stripe)
    refund = services.request_refund(order_number=order.number, reason="Seam", now=timezone.now())
    before = _read()

    with pytest.raises(services.RefundRefused, match="asked for here"):
        _say(refund, 1)

    assert _read() == before


@pytest.mark.django_db
def test_case_34_pending_refund_takes_the_share_when_it_succeeds(stripe: Any) -> None:
    stripe.switches.set_refund_outcome("pending")
    refund = _refund_at_stripe(disputing.pay(stripe), 1_800)
    _say(refund, 1)
    waiting = disputing.read_books()

    disputing.switch(stripe, f"refund/{refund.stripe_id}", succeeded=True)
    services.submit_refund(refund_id=refund.pk, now=timezone.now())

    assert waiting == SOLD
    assert disputing.read_books() == ONE_BACK


@pytest.mark.django_db
def test_case_34_refund_that_came_back_needs_no_words(stripe: Any) -> None:
    stripe.switches.set_refund_outcome("pending")
    refund = _refund_at_stripe(disputing.pay(stripe), 1_800)
    disputing.switch(stripe, f"refund/{refund.stripe_id}", succeeded=False)
    services.submit_refund(refund_id=refund.pk, now=timezone.now())
    before = _read()

    with pytest.raises(services.RefundRefused, match="did not reach"):
        _say(refund, 1)

    assert _read() == before
    open_tasks = StaffTask.objects.filter(done_at=None)
    assert list(open_tasks.values_list("kind", flat=True)) == ["refund_failed"]


@pytest.mark.django_db
def test_case_34_staff_say_it_on_the_orders_page(stripe: Any, staff_client: Client) -> None:
    order = disputing.pay(stripe)
    refund = _refund_at_stripe(order, 1_800)
    address = reverse("admin:order_order_ask", args=(order.pk, "explain-refund"))
    line = f"line_{order.lines.get().pk}"
    page = reverse("admin:order_order_change", args=(order.pk,))

    offered = address in staff_client.get(page).content.decode()
    refused = staff_client.post(address, {line: 2, "refund": refund.pk})
    staff_client.post(address, {line: 1, "refund": refund.pk})
    gone = address in staff_client.get(page).content.decode()

    assert "only $18.00 went back" in refused.content.decode()
    assert refused.context["form"][line].value() == "2"
    assert (offered, gone) == (True, False)
    assert StaffTask.objects.get().done_by.email == "staff@nomi.example"
    assert disputing.read_books() == ONE_BACK


def _say_at_once(refund: Refund) -> list[type[Exception] | None]:
    def say() -> type[Exception] | None:
        try:
            _say(refund, 1)
        except (services.RefundRefused, IntegrityError) as refusal:
            return type(refusal)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [done.result() for done in [pool.submit(say) for _ in range(AT_ONCE)]]


@pytest.mark.django_db(transaction=True)
def test_case_34_said_at_once_is_said_once(stripe: Any) -> None:
    refund = _refund_at_stripe(disputing.pay(stripe), 1_800)

    said = _say_at_once(refund)

    assert said.count(None) == 1
    assert said.count(services.RefundRefused) == AT_ONCE - 1
    assert disputing.read_books() == ONE_BACK


@pytest.mark.django_db(transaction=True)
def test_case_34_said_at_once_collides_without_the_lock(stripe: Any, monkeypatch: Any) -> None:
    refund = _refund_at_stripe(disputing.pay(stripe), 1_800)
    wait = make_turnstile(AT_ONCE)

    def read_together(refund_id: int) -> Refund:
        found = Refund.objects.select_related("order", "attempt").get(pk=refund_id)
        wait()
        return found

    monkeypatch.setattr(external_refunds, "lock_refund", read_together)

    said = _say_at_once(refund)

    assert IntegrityError in said
    assert Movement.objects.filter(kind="refund").count() == 1
