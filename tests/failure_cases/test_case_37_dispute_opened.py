"""Case 37: a dispute is opened. The order is held, nothing more goes back, the due day is shown."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.books import chart
from impact.books.models import Entry
from impact.books.queries import get_balance
from impact.shares.services.maturity import mature_shares
from shop.order import services as orders
from shop.order.queries import lock_order
from shop.stripe_checkout import gateway, queries, services
from shop.stripe_checkout.facts import DisputeFact
from shop.stripe_checkout.models import Dispute, Movement, PaymentAttempt, Refund
from shop.stripe_checkout.services import disputes
from tests.failure_cases import disputing, scenes
from tests.failure_cases.disputing import FEE, GROSS, SHARE, SOLD, Seen
from tests.meeting import make_turnstile

AT_ONCE = 6
TAKEN = Seen(status="On hold", disputes=("needs_response",), moved=(-GROSS,))


@pytest.mark.django_db
def test_dispute_holds_the_order_and_takes_sale_and_share_back(stripe: Any) -> None:
    order = disputing.pay(stripe)
    before = disputing.read_books()

    dispute_id = disputing.dispute(stripe, order)
    states = disputing.hear()

    assert (states, before) == (["done", "done"], SOLD)
    assert disputing.look(order) == TAKEN
    assert queries.get_payment_state(order=order) == "disputed"
    assert disputing.read_books() == (GROSS, 0, 0, 0)
    row = Dispute.objects.get(stripe_id=dispute_id)
    assert (row.amount_minor, row.fee_minor, row.reason) == (GROSS, FEE, "fraudulent")
    assert row.due_at is not None
    assert timedelta(days=8) < row.due_at - timezone.now() <= timedelta(days=9)


@pytest.mark.django_db
def test_dispute_told_often_and_backwards_is_one(stripe: Any) -> None:
    order = disputing.pay(stripe)
    disputing.dispute(stripe, order)

    for what in reversed(disputing.EVENTS):
        disputing.hear(what)
        disputing.hear(what)

    assert disputing.look(order) == TAKEN
    assert disputing.read_books() == (GROSS, 0, 0, 0)


@pytest.mark.django_db
def test_dispute_before_its_payment_waits_and_is_handled_afterwards(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    disputing.switch(stripe, f"dispute/{stripe.list_all('charge')[0]['id']}")

    early = disputing.hear()
    services.settle(attempt_id=attempt.pk, now=timezone.now())
    services.handle_waiting_events(now=timezone.now() + timedelta(minutes=2))

    assert early == ["waiting", "waiting"]
    assert disputing.look(order) == Seen("On hold", ("needs_response",), (-2_300,))


@pytest.mark.django_db
def test_shipped_order_keeps_its_status(stripe: Any) -> None:
    order = disputing.pay(stripe)
    for status in ("Ready to ship", "Shipped"):
        orders.change_status(order=lock_order(order.pk), to=status, reason="", now=timezone.now())

    disputing.dispute(stripe, order)
    disputing.hear()

    assert disputing.look(order) == Seen("Shipped", ("needs_response",), (-GROSS,))


@pytest.mark.django_db
def test_reserve_pays_after_the_return_window(stripe: Any) -> None:
    order = disputing.pay(stripe)
    mature_shares(now=timezone.now() + timedelta(days=60))
    available = get_balance(chart.FUND_AVAILABLE)

    disputing.dispute(stripe, order)
    disputing.hear()

    reserve = SOLD[-1] - SHARE
    assert disputing.read_books() == (GROSS, 0, available, reserve)
    touched = Entry.objects.filter(kind="chargeback").values_list("lines__account__code", flat=True)
    assert not [code for code in touched if code.startswith(chart.TRAINING)]


@pytest.mark.django_db
def test_part_of_the_money_leaves_the_share_alone(stripe: Any) -> None:
    order = disputing.pay(stripe)

    disputing.dispute(stripe, order, amount=1_000)
    disputing.hear()

    assert disputing.look(order).moved == (-1_000,)
    assert disputing.read_books() == (1_000, *SOLD[1:])


@pytest.mark.django_db
def test_dispute_after_a_partial_refund_takes_the_rest(stripe: Any) -> None:
    order = disputing.pay(stripe)
    line = order.lines.get()
    refund = services.request_refund(
        order_number=order.number, reason="Seam", now=timezone.now(), lines={line.pk: 1}
    )
    services.submit_refund(refund_id=refund.pk, now=timezone.now())

    disputing.dispute(stripe, order)
    disputing.hear()

    assert disputing.look(order).moved == (-2_300,)
    assert disputing.read_books() == (2_300, 0, 0, 0)


@pytest.mark.django_db
def test_refund_is_refused_in_words_while_the_dispute_is_open(
    stripe: Any, staff_client: Client
) -> None:
    order = disputing.pay(stripe)
    disputing.dispute(stripe, order)
    disputing.hear()
    address = reverse("admin:order_order_press", args=(order.pk, "refund"))

    page = staff_client.post(address, {"reason": "They asked"}, follow=True)

    [words] = page.context["form"].errors["reason"]
    assert words == (
        f"The buyer's bank disputes the payment of order {order.number} and has taken the money"
        " back. Nothing more goes back until the dispute is decided."
    )
    assert Refund.objects.count() == 0
    assert disputing.look(order) == TAKEN


@pytest.mark.django_db
def test_refund_asked_before_the_dispute_is_refused_by_stripe(stripe: Any) -> None:
    order = disputing.pay(stripe)
    refund = services.request_refund(order_number=order.number, reason="Seam", now=timezone.now())
    disputing.dispute(stripe, order)
    disputing.hear()

    services.submit_refund(refund_id=refund.pk, now=timezone.now())

    refund.refresh_from_db()
    assert (refund.state, stripe.list_all("refund")) == ("failed", [])
    assert scenes.list_tasks() == [("refund_failed", str(refund.uid))]
    assert disputing.look(order).moved == (-GROSS,)
    assert disputing.read_books() == (GROSS, 0, 0, 0)


@pytest.mark.django_db
def test_today_shows_the_last_day_for_an_answer_until_it_is_given(
    stripe: Any, staff_client: Client
) -> None:
    order = disputing.pay(stripe)
    dispute_id = disputing.dispute(stripe, order)
    disputing.hear()
    due_at = timezone.localdate(Dispute.objects.get().due_at)

    def find_panels() -> dict[str, Any]:
        waiting = staff_client.get("/admin/").context["waiting"]
        return {str(panel.title): panel.rows for panel in waiting}

    [row] = find_panels()["Disputes to answer"]
    disputing.switch(stripe, f"dispute/{dispute_id}", answered=True)
    disputing.hear()

    assert row.title == order.number
    assert row.detail == f"$41.00 · answer at Stripe by {due_at:%d %b}"
    assert staff_client.get(row.address).status_code == 200
    assert "Disputes to answer" not in find_panels()
    assert disputing.look(order).disputes == ("under_review",)


def _make_fact(attempt: PaymentAttempt, status: str) -> DisputeFact:
    return DisputeFact(
        id="dp_1",
        status=status,
        reason="general",
        amount_minor=GROSS,
        currency="USD",
        payment_intent_id=attempt.payment_intent_id,
        due_at=None,
        opened_at=timezone.now(),
        movements=(),
    )


@pytest.mark.django_db
def test_inquiry_holds_the_order_and_may_be_refunded(stripe: Any) -> None:
    order = disputing.pay(stripe)
    attempt = order.payment_attempts.get()

    for status in ("warning_needs_response", "needs_response", "warning_under_review"):
        disputes.record_dispute(
            attempt_id=attempt.pk, fact=_make_fact(attempt, status), now=timezone.now()
        )
        if status == "warning_needs_response":
            held = disputing.look(order)
            services.request_refund(order_number=order.number, reason="Ask", now=timezone.now())

    assert held == Seen("On hold", ("warning_needs_response",), ())
    assert Refund.objects.count() == 1
    assert disputing.look(order).disputes == ("needs_response",)  # an older answer changes nothing


@pytest.mark.django_db
def test_word_of_stripe_that_nobody_knows_changes_nothing(stripe: Any) -> None:
    order = disputing.pay(stripe)
    attempt = order.payment_attempts.get()

    with pytest.raises(IntegrityError, match="dispute_is_closed_when_decided"):
        disputes.record_dispute(
            attempt_id=attempt.pk, fact=_make_fact(attempt, "nonsense"), now=timezone.now()
        )

    assert disputing.look(order) == Seen("Paid", (), ())


def _hear_at_once(dispute_id: str) -> list[str]:
    def record() -> str:
        try:
            disputes.sync_dispute(dispute_id=dispute_id, now=timezone.now())
        except IntegrityError as error:
            return type(error).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = [pool.submit(record) for _ in range(AT_ONCE)]
        return [one.result() for one in found]


@pytest.mark.django_db(transaction=True)
def test_dispute_heard_at_once_is_recorded_once(stripe: Any) -> None:
    order = disputing.pay(stripe)

    faults = _hear_at_once(disputing.dispute(stripe, order))

    assert faults == [""] * AT_ONCE
    assert disputing.look(order) == TAKEN
    assert disputing.read_books() == (GROSS, 0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_dispute_heard_at_once_collides_without_the_lock(stripe: Any, monkeypatch: Any) -> None:
    order = disputing.pay(stripe)
    wait = make_turnstile(AT_ONCE)

    def find(attempt_id: int) -> PaymentAttempt:
        found = PaymentAttempt.objects.select_related("order").get(pk=attempt_id)
        wait()
        return found

    monkeypatch.setattr(disputes, "lock_attempt", find)

    faults = _hear_at_once(disputing.dispute(stripe, order))

    assert "IntegrityError" in faults
    assert Movement.objects.filter(kind="dispute").count() == 1  # the database's own guard


def test_gateway_listens_to_every_word_about_disputes() -> None:
    assert set(disputing.EVENTS) <= set(gateway.EVENT_TYPES)
