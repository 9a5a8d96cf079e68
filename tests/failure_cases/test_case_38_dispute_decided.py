"""Case 38: a dispute is won or lost. The sale stands again or stays gone; the fee stays gone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from impact.books import chart
from impact.books.queries import get_balances, list_faults
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.runs import reconcile
from impact.shares.services.maturity import mature_shares
from shop.order import services as orders
from shop.order.queries import lock_order
from shop.stripe_checkout import gateway, queries, services
from shop.stripe_checkout.models import Dispute, Refund
from shop.stripe_checkout.services import disputes
from tests.failure_cases import disputing
from tests.failure_cases.disputing import FEE, FUND, GROSS, SHARE, SOLD, Seen

pytestmark = pytest.mark.django_db
WON = Seen(status="Paid", disputes=("won",), moved=(-GROSS, GROSS))
LOST = Seen(status="On hold", disputes=("lost",), moved=(-GROSS,))


def _decide(stripe: Any, order: Any, *, won: bool) -> None:
    """Dispute the payment, hear of it, answer, and hear how the bank decides."""
    dispute_id = disputing.dispute(stripe, order)
    disputing.hear()
    disputing.switch(stripe, f"dispute/{dispute_id}", answered=True)
    disputing.switch(stripe, f"dispute/{dispute_id}", won=won)
    disputing.hear()


def test_won_dispute_gives_the_sale_back(stripe: Any) -> None:
    order = disputing.pay(stripe)

    _decide(stripe, order, won=True)

    assert disputing.look(order) == WON
    assert queries.get_payment_state(order=order) == "paid"
    assert disputing.read_books() == SOLD
    row = Dispute.objects.get()
    assert (row.fee_minor, row.closed_at is not None) == (FEE, True)


def test_won_dispute_may_be_refunded_again(stripe: Any) -> None:
    order = disputing.pay(stripe)
    _decide(stripe, order, won=True)

    refund = services.request_refund(order_number=order.number, reason="Seam", now=timezone.now())
    services.submit_refund(refund_id=refund.pk, now=timezone.now())

    refund.refresh_from_db()
    assert (refund.state, refund.gross_minor) == ("succeeded", GROSS)
    assert queries.get_payment_state(order=order) == "refunded"
    assert disputing.read_books() == (0, 0, 0, 0)


def test_lost_dispute_is_booked_and_nothing_is_left_to_refund(stripe: Any) -> None:
    order = disputing.pay(stripe)

    _decide(stripe, order, won=False)

    assert disputing.look(order) == LOST
    assert queries.get_payment_state(order=order) == "disputed"
    assert disputing.read_books() == (GROSS, 0, 0, 0)
    with pytest.raises(services.RefundRefused, match=r"\$41\.00 cannot go back: \$0\.00 is left\."):
        services.request_refund(order_number=order.number, reason="Ask", now=timezone.now())
    assert Refund.objects.count() == 0


def test_dispute_heard_of_only_when_it_is_over_leaves_the_order_alone(stripe: Any) -> None:
    order = disputing.pay(stripe)
    dispute_id = disputing.dispute(stripe, order)
    disputing.switch(stripe, f"dispute/{dispute_id}", won=True)

    disputing.hear("charge.dispute.closed")

    assert disputing.look(order) == WON
    assert disputing.read_books() == SOLD


def test_late_win_is_taken_and_the_older_answer_is_not(stripe: Any) -> None:
    order = disputing.pay(stripe)
    dispute_id = disputing.dispute(stripe, order)
    attempt_id = order.payment_attempts.get().pk
    lost = replace(gateway.get_dispute(dispute_id=dispute_id), status="lost")
    disputing.switch(stripe, f"dispute/{dispute_id}", won=True)
    won = gateway.get_dispute(dispute_id=dispute_id)

    for fact in (lost, won, lost):
        disputes.record_dispute(attempt_id=attempt_id, fact=fact, now=timezone.now())

    assert disputing.look(order) == WON
    assert disputing.read_books() == SOLD


def test_order_that_somebody_held_again_stays_on_hold(stripe: Any) -> None:
    order = disputing.pay(stripe)
    dispute_id = disputing.dispute(stripe, order)
    disputing.hear()
    for status in ("Paid", "On hold"):
        orders.change_status(
            order=lock_order(order.pk), to=status, reason="Look", now=timezone.now()
        )

    disputing.switch(stripe, f"dispute/{dispute_id}", won=True)
    disputing.hear()

    assert disputing.look(order).status == "On hold"
    assert disputing.read_books() == SOLD


def test_reserve_gets_back_what_it_paid_for_a_dispute_that_was_won(stripe: Any) -> None:
    order = disputing.pay(stripe)
    mature_shares(now=timezone.now() + timedelta(days=60))

    _decide(stripe, order, won=True)

    assert disputing.look(order) == WON
    assert disputing.read_books() == (0, 0, FUND, SHARE - FUND)


@pytest.mark.parametrize("won", [True, False])
def test_books_and_stripe_agree_after_the_decision(
    stripe: Any,
    capsys: Any,
    won: bool,  # noqa: FBT001 - a case of the table
) -> None:
    disputing.pay(stripe, quantity=5)
    order = disputing.pay(stripe)
    later = timezone.now() + timedelta(days=30)

    dispute_id = disputing.dispute(stripe, order)
    disputing.hear()
    while_open = reconcile(actor="system", now=later)
    disputing.switch(stripe, f"dispute/{dispute_id}", won=won)
    disputing.hear()
    run = reconcile(actor="system", now=later)
    call_command("check_books")

    assert (while_open.open_count, run.open_count, run.state) == (0, 0, "complete")
    assert Discrepancy.objects.count() == 0
    assert set(run.parts["clearing"].values()) == {0}
    balances = get_balances(codes=(chart.FEES, chart.CHARGEBACKS))
    assert balances == {chart.FEES: 149 + 306 + FEE, chart.CHARGEBACKS: 0 if won else GROSS}
    assert list_faults() == []
    assert capsys.readouterr().out.splitlines()[-1] == "No difference."


def test_money_taken_before_we_hear_of_it_is_found_as_a_difference(stripe: Any) -> None:
    disputing.pay(stripe, quantity=5)
    order = disputing.pay(stripe)
    disputing.dispute(stripe, order)

    reconcile(actor="system", now=timezone.now() + timedelta(days=30))

    found = Discrepancy.objects.values_list("kind", "reference", "amount_minor")
    assert list(found) == [("order differs", order.number, GROSS)]
