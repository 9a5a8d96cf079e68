"""What moved at Stripe is in the books once, wholly, and where it belongs."""

from datetime import datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from stripe import StripeClient

from impact.books import chart
from impact.books.models import Entry
from impact.books.queries import get_balances, list_faults
from impact.reconciliation.gateway import StripeUnavailable
from impact.reconciliation.models import StripeTransaction
from impact.reconciliation.services import importing
from impact.reconciliation.services.importing import import_stripe
from impact.reconciliation.services.turns import TurnTakenError, take_turn
from nomi.sandbox.server import Sandbox
from tests.impact.reconciliation.scenes import FEE, GROSS, pay, sell_and_pay
from tests.impact.sales import give_back

CODES = (chart.STRIPE, chart.FEES, chart.ORDER_CLEARING, chart.SUSPENSE)


def _weigh() -> tuple[int, ...]:
    return tuple(get_balances(codes=CODES).values())


@pytest.mark.django_db
def test_paid_order_leaves_clearing_empty(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe)

    first = import_stripe(now=now)
    again = import_stripe(now=now)

    assert (first.count, again.count) == (1, 0)
    assert first.balance_minor == GROSS - FEE
    assert _weigh() == (GROSS - FEE, FEE, 0, 0)
    entry = StripeTransaction.objects.get().entry
    assert entry is not None
    assert (entry.reference, entry.key[:11]) == ("N-1", "stripe:txn_")
    assert list_faults() == []


@pytest.mark.django_db
def test_refund_failed_refund_and_dispute_find_their_order(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime
) -> None:
    intent = sell_and_pay(client_of_stripe, stripe)
    import_stripe(now=now)
    refund = client_of_stripe.v1.refunds.create({"payment_intent": intent, "amount": 1_800})
    give_back()
    import_stripe(now=now)
    after_refund = _weigh()

    stripe.switches.answer("POST", f"/_sandbox/refund/{refund.id}", {"succeeded": False})
    charge = stripe.list_all("charge")[0]["id"]
    dispute = stripe.switches.answer("POST", f"/_sandbox/dispute/{charge}", {})
    stripe.switches.answer("POST", f"/_sandbox/dispute/{dispute['id']}", {"won": True})
    imported = import_stripe(now=now)

    assert after_refund == (GROSS - FEE - 1_800, FEE, 0, 0)
    assert imported.count == 3
    assert set(StripeTransaction.objects.values_list("reference", flat=True)) == {"N-1"}
    # the failed refund gave 18.00 back to us, the won dispute nothing but its fee away
    assert _weigh() == (GROSS - FEE - 1_500, FEE + 1_500, -1_800, 0)


@pytest.mark.django_db
def test_pages_of_history_come_in_their_order(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, monkeypatch: Any
) -> None:
    monkeypatch.setattr("impact.reconciliation.gateway.PAGE", 2)
    monkeypatch.setattr(importing, "PER_TRANSACTION", 3)
    for number in range(7):
        sell_and_pay(client_of_stripe, stripe, f"N-{number}")

    imported = import_stripe(now=now)

    rows = StripeTransaction.objects.order_by("pk").values_list("reference", flat=True)
    assert imported.count == 7
    assert list(rows) == [f"N-{number}" for number in range(7)]
    assert _weigh()[2] == 0


@pytest.mark.django_db
def test_money_nobody_can_explain_waits_in_suspense(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime
) -> None:
    pay(client_of_stripe, stripe, "")

    import_stripe(now=now)

    assert _weigh() == (GROSS - FEE, FEE, 0, -GROSS)


@pytest.mark.django_db
def test_payout_to_the_bank_waits_in_transit(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe)
    stripe.advance_clock(3 * 86_400)
    payout = client_of_stripe.v1.payouts.create({"amount": 5_000, "currency": "usd"})

    import_stripe(now=now)

    row = StripeTransaction.objects.get(type="payout")
    assert (row.account_code, row.reference) == (chart.TRANSIT_CLEARING, f"stripe:{payout.id}")
    assert get_balances(codes=[chart.TRANSIT_CLEARING, chart.STRIPE]) == {
        chart.TRANSIT_CLEARING: 5_000,
        chart.STRIPE: GROSS - FEE - 5_000,
    }


@pytest.mark.parametrize("path", ["/v1/balance_transactions", "/v1/balance"])
@pytest.mark.django_db
def test_stripe_down_half_way_imports_nothing(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, monkeypatch: Any, path: str
) -> None:
    monkeypatch.setattr("impact.reconciliation.gateway.PAGE", 1)
    sell_and_pay(client_of_stripe, stripe, "N-1")
    sell_and_pay(client_of_stripe, stripe, "N-2")
    original = importing.gateway.get_balance

    def fail_from_here() -> int:
        balance = original()
        stripe.faults.set("500", path=path, times=50)
        return balance

    monkeypatch.setattr(importing.gateway, "get_balance", fail_from_here)

    with pytest.raises(StripeUnavailable):
        import_stripe(now=now)

    assert StripeTransaction.objects.count() == 0
    assert Entry.objects.filter(kind="stripe").count() == 0
    monkeypatch.undo()
    stripe.faults.clear()
    assert import_stripe(now=now).count == 2


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_post_each_movement_once(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime
) -> None:
    for number in range(5):
        sell_and_pay(client_of_stripe, stripe, f"N-{number}")
    barrier, ends = Barrier(4), []

    def work() -> None:
        barrier.wait(timeout=60)
        try:
            ends.append(import_stripe(now=now).count)
        except TurnTakenError:
            ends.append(-1)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(ends) == 4
    assert sum(count for count in ends if count > 0) == 5
    assert Entry.objects.filter(kind="stripe").count() == 5


@pytest.mark.django_db(transaction=True)
def test_turn_is_refused_while_taken_and_free_afterwards(stripe: Sandbox, now: datetime) -> None:
    refused = []

    def try_it() -> None:
        try:
            import_stripe(now=now)
        except TurnTakenError as error:
            refused.append(str(error))
        finally:
            connection.close()

    with take_turn():
        thread = Thread(target=try_it)
        thread.start()
        thread.join(timeout=60)

    assert refused == ["Another comparison is under way. Try again in a minute."]
    assert import_stripe(now=now).count == 0
