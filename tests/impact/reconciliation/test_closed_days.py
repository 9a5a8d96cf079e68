"""Stripe's movements of days whose books are closed take effect on the first open day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from stripe import StripeClient

from impact.books.models import Entry
from impact.books.queries import list_faults
from impact.books.services import ClosedPeriodError, close_period
from impact.reconciliation.models import StripeTransaction
from impact.reconciliation.services import importing
from impact.reconciliation.services.importing import import_stripe
from impact.reconciliation.services.runs import reconcile
from nomi.sandbox.server import Sandbox
from tests.impact.reconciliation.scenes import FEE, GROSS, list_open, pay
from tests.impact.sales import sell

pytestmark = pytest.mark.django_db
DAY = 86_400


def _pay_some_days_ago(client: StripeClient, stripe: Sandbox, now: datetime) -> datetime:
    """Pay an order five days ago and another today; return the first one's moment."""
    sell("N-1", paid_at=now)
    sell("N-2", paid_at=now)
    pay(client, stripe, "N-1")
    [moved] = stripe.list_all("balance_transaction")
    moved_at = moved["created"] - 5 * DAY
    stripe.state.run(
        "update thing set created = ?, body = json_set(body, '$.created', ?) where id = ?",
        *(moved_at, moved_at, moved["id"]),
    )
    pay(client, stripe, "N-2")
    return datetime.fromtimestamp(moved_at, tz=UTC)


def _close(last_on: datetime, now: datetime) -> None:
    close_period(last_on=last_on.date(), actor="staff:1", reason="Month end", now=now)


def test_movement_of_a_closed_day_is_booked_on_the_first_open_one(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, later: datetime
) -> None:
    moved_at = _pay_some_days_ago(client_of_stripe, stripe, now)
    _close(moved_at + timedelta(days=1), now)

    imported = import_stripe(now=now)

    rows = StripeTransaction.objects.order_by("created_at")
    days = [(row.created_at.date(), row.entry and row.entry.effective_on) for row in rows]
    assert imported.count == 2
    assert days == [
        (moved_at.date(), moved_at.date() + timedelta(days=2)),
        (now.date(), now.date()),
    ]
    assert list_faults() == []
    run = reconcile(actor="system", now=later)
    assert (run.stripe_books_minor, list_open()) == (2 * (GROSS - FEE), [])


def test_desk_says_why_a_movement_is_booked_on_another_day(
    stripe: Sandbox, client_of_stripe: StripeClient, now: datetime, admin_client: Client
) -> None:
    moved_at = _pay_some_days_ago(client_of_stripe, stripe, now)
    _close(moved_at, now)
    import_stripe(now=now)
    first, second = StripeTransaction.objects.order_by("created_at")

    pages = [
        admin_client.get(
            reverse("admin:reconciliation_stripetransaction_change", args=(row.pk,))
        ).content.decode()
        for row in (first, second)
    ]

    words = f"{moved_at.date() + timedelta(days=1)}, as the books of its own day were closed"
    assert (words in pages[0], "were closed" in pages[1]) == (True, False)


def test_day_closed_while_the_import_is_under_way_imports_nothing_by_halves(
    stripe: Sandbox,
    client_of_stripe: StripeClient,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moved_at = _pay_some_days_ago(client_of_stripe, stripe, now)
    monkeypatch.setattr(importing, "find_open_day", lambda day: day)
    _close(moved_at, now)

    with pytest.raises(ClosedPeriodError):
        import_stripe(now=now)

    assert StripeTransaction.objects.count() == Entry.objects.filter(kind="stripe").count() == 0
    monkeypatch.undo()
    assert import_stripe(now=now).count == 2
