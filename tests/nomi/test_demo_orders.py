from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from oscar.core.loading import get_model

from impact.books import chart
from impact.books.queries import get_balance
from impact.reconciliation.services.runs import reconcile
from nomi.demo.catalogue import seed_catalogue
from nomi.demo.countries import seed_countries
from nomi.demo.gift_cards import CARDS, seed_gift_cards
from nomi.demo.orders import COUNT, seed_orders
from nomi.demo.participants import seed_participants
from nomi.demo.reviews import MOST, READ, seed_reviews
from nomi.platform.outbox.models import OutboxMessage
from nomi.sandbox.server import Sandbox

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_history_is_written_once_and_owes_no_mail() -> None:
    seed_countries()
    seed_catalogue()
    seed_participants(now=NOW)

    seed_orders(now=NOW)
    seed_orders(now=NOW)

    orders = get_model("order", "Order").objects
    assert orders.count() == COUNT
    assert set(orders.values_list("status", flat=True)) == {"Paid", "Shipped", "Delivered"}
    assert OutboxMessage.objects.exclude(state="sent").count() == 0
    assert get_balance(chart.RESERVE) > 0


@pytest.mark.django_db
def test_reviews_are_of_what_was_delivered_and_written_once() -> None:
    seed_countries()
    seed_catalogue()
    seed_participants(now=NOW)
    seed_orders(now=NOW)

    written = [seed_reviews(now=NOW) for _turn in range(2)]

    approved = get_model("reviews", "ProductReview").objects.approved()
    assert (written, approved.count()) == ([MOST, 0], READ)


@pytest.mark.django_db
def test_history_agrees_with_the_stand_in_to_the_cent(tmp_path: Path, settings: Any) -> None:
    settings.STAND_IN_FOLDER = str(tmp_path / "stripe")
    now = datetime.now(tz=UTC)
    seed_countries()
    seed_catalogue()
    seed_participants(now=now)
    seed_orders(now=now)
    for _turn in range(2):
        seed_gift_cards(now=now)
    sandbox = Sandbox(tmp_path / "stripe")
    sandbox.start()
    settings.STRIPE_API_BASE = sandbox.url

    run = reconcile(actor="system", now=now + timedelta(days=30))

    sandbox.stop()
    assert (run.state, run.imported_count, run.open_count) == ("complete", COUNT + len(CARDS), 0)
    assert run.stripe_minor == run.stripe_books_minor > 0
    assert set(run.parts["clearing"].values()) == {0}
    assert run.cover_minor > 0
