"""Imported movements clear what gifts await: given once, monthly, refunded."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from impact.books import chart
from impact.books.queries import get_balance
from impact.giving.services.monthly import settle_monthly
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.importing import import_stripe
from impact.reconciliation.services.runs import reconcile
from nomi.sandbox.payments import GOOD, pay
from nomi.sandbox.server import Sandbox
from tests.impact.giving.builders import begin, give, pay_for
from tests.impact.giving.test_monthly import begin as begin_monthly
from tests.impact.giving.test_monthly import pass_months, place, sync
from tests.impact.giving.test_refunds import refund

pytestmark = pytest.mark.django_db(transaction=True)


def read_clearing() -> tuple[int, int]:
    """Return what waits for gifts, and what nobody can explain."""
    return get_balance(chart.GIFT_CLEARING), get_balance(chart.SUSPENSE)


def test_gift_and_its_refund_clear(stripe: Sandbox, now: datetime) -> None:
    gift = give(stripe, covers_fee=True)
    import_stripe(now=now)
    assert read_clearing() == (0, 0)
    assert (get_balance(chart.STRIPE), get_balance(chart.FUND_AVAILABLE)) == (5_000, 5_000)

    refund(gift, gift.total_minor)
    import_stripe(now=now)

    assert read_clearing() == (0, 0)


def test_months_and_a_refund_of_one_clear(stripe: Sandbox, now: datetime) -> None:
    monthly = begin_monthly(stripe)
    pass_months(stripe)
    sync(monthly)

    import_stripe(now=now)
    assert read_clearing() == (0, 0)
    refund(monthly.gifts.order_by("pk")[0], 2_500)
    import_stripe(now=now)

    assert read_clearing() == (0, 0)


def test_month_imported_before_anybody_heard_of_it_clears(stripe: Sandbox, now: datetime) -> None:
    monthly = place()
    pay(stripe.state, monthly.session_id or "", card=GOOD, email=monthly.donor_email)

    import_stripe(now=now)

    assert read_clearing() == (0, 0)
    settle_monthly(monthly_id=monthly.pk, now=now)
    assert monthly.gifts.count() == 1


def test_gift_that_nobody_settled_is_reported(stripe: Sandbox) -> None:
    gift = begin()
    pay_for(stripe, gift)

    reconcile(actor="system", now=timezone.now() + timedelta(days=3))

    found: Any = Discrepancy.objects.get(kind="gift differs")
    assert (found.reference, found.amount_minor) == (gift.number, -5_000)
