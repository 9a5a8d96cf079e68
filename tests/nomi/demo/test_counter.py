"""The demo's orders taken by staff: one in cash, one that waits for its link."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from impact.books import chart
from impact.books.queries import get_balance
from nomi.demo.catalogue import seed_catalogue
from nomi.demo.counter import seed_counter
from nomi.demo.countries import seed_countries
from nomi.demo.participants import seed_participants
from nomi.demo.staff import seed_staff
from nomi.platform.outbox.models import OutboxMessage
from nomi.sandbox.server import Sandbox
from shop.counter.models import CounterSale
from shop.stripe_checkout.gateway import get_session


@pytest.mark.django_db
def test_staff_took_two_orders_once_and_the_link_is_open(tmp_path: Path, settings: Any) -> None:
    settings.STAND_IN_FOLDER = str(tmp_path / "stripe")
    now = datetime.now(tz=UTC)
    for seed in (seed_countries, seed_catalogue, seed_staff):
        seed()
    seed_participants(now=now)

    seed_counter(now=now)
    seed_counter(now=now)

    sandbox = Sandbox(tmp_path / "stripe")
    sandbox.start()
    settings.STRIPE_API_BASE = sandbox.url
    waiting = CounterSale.objects.get(method="link").order
    session = get_session(session_id=waiting.payment_attempts.get().session_id)
    sandbox.stop()
    stall = CounterSale.objects.get(method="cash").order
    assert (stall.status, waiting.status, session.status) == (
        "Delivered",
        "Awaiting payment",
        "open",
    )
    assert get_balance(chart.CASH) == stall.total_incl_tax * 100
    assert list(OutboxMessage.objects.values_list("kind", flat=True)) == ["payment_link"]
