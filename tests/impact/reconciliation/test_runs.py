"""What a comparison finds, keeps, closes and stops."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from stripe import StripeClient

from impact.books import chart
from impact.books.halts import OPEN_DIFFERENCE, find_halts
from impact.books.services import Posting, post
from impact.reconciliation.models import Discrepancy, ReconciliationRun
from impact.reconciliation.services.discrepancies import (
    ClosedAlreadyError,
    resolve,
    take_on,
)
from impact.reconciliation.services.runs import NO_STRIPE, reconcile
from nomi.platform.outbox.services import relay_due
from nomi.sandbox.server import Sandbox
from tests.impact.reconciliation.scenes import FEE, GROSS, list_open, pay, sell_and_pay
from tests.impact.sales import sell

pytestmark = pytest.mark.django_db


def _shift(now: datetime, cents: int, key: str = "theft", account: str = chart.STRIPE) -> None:
    """Move money in the books that moved nowhere else."""
    post(
        Posting(
            kind="correction",
            key=key,
            effective_on=now.date(),
            lines=[(account, cents), (chart.GENERAL, -cents)],
        )
    )


def test_everything_in_order_is_a_run_without_findings(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, later: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe)

    run = reconcile(actor="staff:1", now=later)

    assert (run.state, run.words, run.actor) == ("complete", "", "staff:1")
    assert (run.imported_count, run.found_count, run.open_count) == (1, 0, 0)
    assert (run.stripe_books_minor, run.stripe_minor) == (GROSS - FEE, GROSS - FEE)
    assert run.parts["clearing"] == {
        "clearing:gifts": 0,
        "clearing:orders": 0,
        "clearing:payouts": 0,
        "clearing:transit": 0,
        "suspense": 0,
    }
    assert (list_open(), find_halts(), mail.outbox) == ([], [], [])


def test_orders_are_named_by_what_is_missing(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, later: datetime
) -> None:
    sell("N-1")
    pay(client_of_stripe, stripe, "N-2")
    sell("N-3")
    pay(client_of_stripe, stripe, "N-3", 7_500)

    in_time = reconcile(actor="system", now=now)
    reconcile(actor="system", now=later)

    assert in_time.found_count == 0
    assert sorted(list_open()) == [
        ("order differs", "N-3", 300),
        ("payment without sale", "N-2", -7_800),
        ("sale without payment", "N-1", 7_800),
    ]
    words = Discrepancy.objects.get(reference="N-1").words
    assert words == (
        "Order N-1 stands in the books with $78.00, but neither Stripe nor the till shows a"
        " payment."
    )
    assert find_halts() == []


def test_difference_from_stripes_balance_stops_payouts_until_it_is_gone(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe)
    reconcile(actor="system", now=now)
    _shift(now, 100)

    reconcile(actor="system", now=now)
    reconcile(actor="system", now=now + timedelta(days=2))

    [halt] = find_halts()
    row = Discrepancy.objects.get()
    assert (row.kind, row.amount_minor, row.is_blocking) == ("stripe balance", -100, True)
    assert (row.found_at, row.last_seen_at) == (now, now + timedelta(days=2))
    assert (halt.cause, halt.words) == (OPEN_DIFFERENCE, row.words)
    _shift(now, -100, key="mended")
    reconcile(actor="system", now=now + timedelta(days=3))
    row.refresh_from_db()
    assert (row.ending, row.closed_by, find_halts()) == ("gone", "system", [])


def test_trust_that_is_not_covered_is_named_with_its_figures(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe)
    covered = reconcile(actor="system", now=now)
    _shift(now, -GROSS, account=chart.BANK)

    short = reconcile(actor="system", now=now)

    assert covered.cover_minor > 0
    assert short.cover_minor == covered.cover_minor - GROSS
    assert list_open() == [("trust not covered", "", short.cover_minor)]


def test_suspense_is_found_at_once(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime
) -> None:
    pay(client_of_stripe, stripe, "")

    reconcile(actor="system", now=now)

    [(kind, reference, cents)] = list_open()
    assert (kind, reference[:11], cents) == ("suspense", "stripe:txn_", -GROSS)


def test_broken_books_are_found(stripe: Sandbox, now: datetime, monkeypatch: Any) -> None:
    fault = "Account sales, slot 1: the balance row says 1, its lines say 2."
    monkeypatch.setattr("impact.reconciliation.checks.trust.list_faults", lambda: [fault])

    reconcile(actor="system", now=now)

    assert list_open() == [("books do not add up", fault, 0)]
    assert [halt.cause for halt in find_halts()] == [OPEN_DIFFERENCE]


def test_run_without_stripe_says_so_and_closes_nothing_it_could_not_see(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, later: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe, "N-0")
    sell("N-1")
    reconcile(actor="system", now=later)
    pay(client_of_stripe, stripe, "N-1")
    stripe.faults.set("500", times=200)

    run = reconcile(actor="system", now=later)

    assert (run.state, run.words, run.imported_count) == ("partial", NO_STRIPE, 0)
    assert run.stripe_minor is None
    assert list_open() == [("sale without payment", "N-1", 7_800)]
    stripe.faults.clear()
    assert reconcile(actor="system", now=later).closed_count == 1


def test_explanation_holds_while_the_amount_is_the_same(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, later: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe, "N-0")
    sell("N-1")
    reconcile(actor="system", now=later)
    row = Discrepancy.objects.get()
    take_on(discrepancy_id=row.pk, actor="staff:7")
    resolve(discrepancy_id=row.pk, actor="staff:7", reason="Paid by cheque.", now=later)

    reconcile(actor="system", now=later)
    held = list_open()
    pay(client_of_stripe, stripe, "N-1", 7_700)
    reconcile(actor="system", now=later)

    row.refresh_from_db()
    assert (row.owner, row.closed_by, row.resolution) == ("staff:7", "staff:7", "Paid by cheque.")
    assert held == []
    assert list_open() == [("order differs", "N-1", 100)]
    with pytest.raises(ClosedAlreadyError):
        resolve(discrepancy_id=row.pk, actor="staff:8", reason="Again.", now=later)
    row.refresh_from_db()
    assert row.closed_by == "staff:7"


def test_blocking_difference_is_let_go_with_a_reason_and_found_again(
    stripe: Sandbox, now: datetime
) -> None:
    _shift(now, 100)
    reconcile(actor="system", now=now)
    row = Discrepancy.objects.get()

    resolve(discrepancy_id=row.pk, actor="staff:7", reason="Stripe is asked.", now=now)

    assert find_halts() == []
    reconcile(actor="system", now=now)
    assert len(list_open()) == 1
    assert len(find_halts()) == 1


def test_finance_hears_of_what_is_new_once(
    stripe: Sandbox, client_of_stripe: StripeClient, later: datetime
) -> None:
    sell_and_pay(client_of_stripe, stripe, "N-0")
    sell("N-1")
    for _ in range(2):
        reconcile(actor="system", now=later)

    relay_due(now=later)

    [sent] = mail.outbox
    assert sent.to == ["finance@nomi.invalid"]
    assert sent.subject == "The books and the bank differ: 1 new difference"
    assert "N-1" not in sent.body  # a mail cannot be recalled: the words stay on the desk
    assert "78.00" not in sent.body


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reconciliation_discrepancy SET kind = 'other'",
        "UPDATE reconciliation_discrepancy SET found_at = now()",
        "UPDATE reconciliation_discrepancy SET is_blocking = NOT is_blocking",
        "UPDATE reconciliation_discrepancy SET closed_at = now()",
        "DELETE FROM reconciliation_discrepancy",
        "TRUNCATE reconciliation_discrepancy",
        "UPDATE reconciliation_reconciliationrun SET trust_minor = 0",
        "DELETE FROM reconciliation_reconciliationrun",
        "DELETE FROM reconciliation_stripetransaction",
        "UPDATE reconciliation_stripetransaction SET reference = 'N-9'",
    ],
)
def test_what_was_found_and_imported_is_final(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, change: str
) -> None:
    pay(client_of_stripe, stripe, "")
    reconcile(actor="system", now=now)
    before = list(Discrepancy.objects.order_by("pk").values())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert list(Discrepancy.objects.order_by("pk").values()) == before
    assert ReconciliationRun.objects.count() == 1


def test_command_prints_and_fails_on_a_difference(
    stripe: Sandbox, client_of_stripe: StripeClient, capsys: Any
) -> None:
    sell_and_pay(client_of_stripe, stripe)
    call_command("check_books")
    well = capsys.readouterr().out
    pay(client_of_stripe, stripe, "")

    with pytest.raises(SystemExit) as ended:
        call_command("check_books")

    assert well.splitlines()[-1] == "No difference."
    assert "Stripe: $75.44 (it says $75.44)" in well
    assert ended.value.code == 1
    assert "1 open." in capsys.readouterr().out
