"""Cash beside Stripe: nobody looks for it there, and it clears its order."""

from datetime import datetime

import pytest
from stripe import StripeClient

from impact.api import record_cash
from impact.books import chart
from impact.books.queries import get_balance, list_faults
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.runs import reconcile
from nomi.sandbox.server import Sandbox
from tests.impact.reconciliation.scenes import GROSS, list_open, sell_and_pay
from tests.impact.sales import give_back, sell

pytestmark = pytest.mark.django_db


def take(now: datetime, *, number: str = "N-2", cents: int = GROSS, key: str = "") -> None:
    record_cash(
        order_number=number,
        movement_id=key or f"cash:{number}",
        currency="USD",
        amount_minor=cents,
        moved_at=now,
    )


def test_an_order_paid_in_cash_is_not_looked_for_at_stripe(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, later: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe, "N-1")
    sell("N-2")
    take(now)
    give_back(order_number="N-2", gross_minor=1_800)
    take(now, cents=-1_800, key="cash:R-1")

    run = reconcile(actor="system", now=later)

    assert (run.found_count, list_open()) == (0, [])
    assert run.parts["clearing"]["clearing:orders"] == 0
    assert get_balance(chart.CASH) == GROSS - 1_800
    assert list_faults() == []


def test_cash_for_no_sale_is_a_difference(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, later: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe, "N-1")
    take(now, cents=500)

    reconcile(actor="system", now=later)

    assert list_open() == [("payment without sale", "N-2", -500)]
    words = Discrepancy.objects.get().words
    assert words == "The till shows $5.00 for order N-2, but the books hold no sale of it."


def test_a_sale_without_its_cash_is_a_difference(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, later: datetime
) -> None:
    """The control of the first: without the cash's entry the same sale is named."""
    sell_and_pay(client_of_stripe, stripe, "N-1")
    sell("N-2")

    reconcile(actor="system", now=later)

    assert list_open() == [("sale without payment", "N-2", GROSS)]
