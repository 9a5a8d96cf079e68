"""Case 48: what Stripe paid out is not the sum of its lines. A discrepancy names it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from stripe import StripeClient

from impact.books.halts import OPEN_DIFFERENCE, find_halts
from impact.reconciliation import gateway
from impact.reconciliation.facts import TransactionFact
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.runs import reconcile
from nomi.sandbox.server import Sandbox
from tests.failure_cases import disputing

pytestmark = pytest.mark.django_db
PAID_OUT = 3_000


def _pay_out(stripe: Sandbox, order: Any) -> str:
    """Let Stripe send money of a paid order to our bank; return the payout's id."""
    stripe.advance_clock(3 * 86_400)
    client = StripeClient("sk_test_standin", base_addresses={"api": stripe.url})
    return str(client.v1.payouts.create({"amount": PAID_OUT, "currency": "usd"}).id)


def _list_open(at: datetime) -> list[tuple[str, str, int]]:
    reconcile(actor="test", now=at)
    rows = Discrepancy.objects.open().order_by("pk")
    return list(rows.values_list("kind", "reference", "amount_minor"))


def test_case_48_payout_that_is_the_sum_of_its_lines_raises_nothing(stripe: Sandbox) -> None:
    _pay_out(stripe, disputing.pay(stripe))

    assert _list_open(timezone.now()) == []
    assert find_halts() == []


def test_case_48_line_that_is_missing_is_a_discrepancy_and_stops_payouts(
    stripe: Sandbox, monkeypatch: Any
) -> None:
    _pay_out(stripe, disputing.pay(stripe))
    list_all = gateway.list_transactions

    def leave_out(*, since: datetime | None) -> list[TransactionFact]:
        return [fact for fact in list_all(since=since) if fact.type != "payout"]

    with monkeypatch.context() as patch:
        patch.setattr(gateway, "list_transactions", leave_out)
        found = _list_open(timezone.now())
        row = Discrepancy.objects.open().get()
        halted = [halt.cause for halt in find_halts()]
        with pytest.raises(SystemExit):
            call_command("check_books")

    assert found == [("stripe balance", "stripe", -PAID_OUT)]
    assert "$30.00" in row.words
    assert halted == [OPEN_DIFFERENCE]
    # the line comes, and the difference is gone
    assert _list_open(timezone.now()) == []
    assert find_halts() == []


def test_case_48_payout_that_never_reaches_the_bank_is_a_discrepancy(stripe: Sandbox) -> None:
    payout = _pay_out(stripe, disputing.pay(stripe))

    in_time = _list_open(timezone.now())
    late = _list_open(timezone.now() + timedelta(days=10))

    assert in_time == []
    assert late == [("not arrived at the bank", f"stripe:{payout}", PAID_OUT)]


def test_case_48_payout_that_came_back_is_even_again(stripe: Sandbox) -> None:
    payout = _pay_out(stripe, disputing.pay(stripe))

    disputing.switch(stripe, f"payout/{payout}", succeeded=False)

    assert _list_open(timezone.now() + timedelta(days=10)) == []
