"""Case 47: a refund after the share left the return window. The reserve bears it, nobody else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from impact.books.queries import get_balance, list_faults
from impact.participants.services import open_training_account
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.runs import reconcile
from impact.shares.models import ShareReversal
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from shop.stripe_checkout import queries, services
from tests.failure_cases import disputing
from tests.failure_cases.disputing import FUND, SHARE, SOLD

pytestmark = pytest.mark.django_db
LATER = timedelta(days=60)
RESERVE = SOLD[-1]


@pytest.fixture
def order(stripe: Any) -> Any:
    """Return a paid order whose share has matured and stands in a woman's training account."""
    open_training_account(code="K7M2W4PQ", pseudonym="K7M2W4PQ", opened_on=date(2026, 1, 1))
    order = disputing.pay(stripe)
    mature_shares(now=timezone.now() + LATER)
    allocate_fund(now=timezone.now() + LATER)
    return order


def _refund(order: Any, **wishes: Any) -> None:
    refund = services.request_refund(
        order_number=order.number, reason="Seam", now=timezone.now(), **wishes
    )
    services.submit_refund(refund_id=refund.pk, now=timezone.now())


def _read() -> tuple[int, ...]:
    """Return the training account, the fund pending and available, and the reserve, in cents."""
    _chargebacks, pending, available, reserve = disputing.read_books()
    return get_balance("training:K7M2W4PQ"), pending, available, reserve


def test_case_47_reserve_absorbs_the_whole_share_and_her_account_keeps_it(
    stripe: Any, order: Any
) -> None:
    before = _read()

    _refund(order)

    assert before == (FUND, 0, 0, RESERVE)
    assert _read() == (FUND, 0, 0, RESERVE - SHARE)
    assert ShareReversal.objects.get().is_absorbed_by_reserve is True
    assert queries.get_payment_state(order=order) == "refunded"
    # what she keeps is paid by the store's own money, which another sale brings
    disputing.pay(stripe)
    reconcile(actor="test", now=timezone.now() + timedelta(days=3))
    assert list(Discrepancy.objects.open().values_list("kind", flat=True)) == []
    assert list_faults() == []


def test_case_47_piece_by_piece_ends_at_the_same(stripe: Any, order: Any) -> None:
    line = order.lines.get().pk

    _refund(order, lines={line: 1})
    half = _read()
    _refund(order)

    assert half == (FUND, 0, 0, RESERVE - SHARE // 2)
    assert _read() == (FUND, 0, 0, RESERVE - SHARE)


def test_case_47_money_without_a_piece_costs_the_reserve_nothing(stripe: Any, order: Any) -> None:
    _refund(order, amount_minor=900)

    assert _read() == (FUND, 0, 0, RESERVE)


def test_case_47_inside_the_window_the_pending_fund_gives_it_back(stripe: Any) -> None:
    order = disputing.pay(stripe)

    _refund(order)

    assert disputing.read_books() == (0, 0, 0, 0)
