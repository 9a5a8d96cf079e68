"""A sale taken back and given back in every state: exact, once, and never from an account."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from impact import api
from impact.books import queries as books
from impact.money import RefundBeyondLineError
from impact.participants.services import open_training_account
from impact.shares.facts import (
    AmountsDifferError,
    Pieces,
    RecordedOtherwiseError,
    UnknownRefundError,
    UnknownSaleError,
)
from impact.shares.models import SaleLine, SaleRefund, SaleRestoration
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from shop.events import PaidLine
from tests.impact.sales import NOON, give_back, sell

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=31)
CODES = [
    "fund:training:pending",
    "fund:training:available",
    "reserve",
    "share",
    "clearing:orders",
    "refunds",
    "chargebacks",
]


@pytest.fixture(autouse=True)
def _thirty_days_to_return(settings: object) -> None:
    settings.RETURN_WINDOW_DAYS = 30


def read() -> dict[str, int]:
    """Return what is not zero of the fund, the reserve, the share and the money side."""
    return {code: cents for code, cents in books.get_balances(codes=CODES).items() if cents}


def dispute(chargeback_id: str = "dp_1", **changes: Any) -> bool:
    facts = {
        "order_number": "N-1",
        "chargeback_id": chargeback_id,
        "currency": "USD",
        "gross_minor": 7_800,
        "tax_minor": 300,
        "disputed_at": NOON,
    }
    return api.record_chargeback(**{**facts, **changes})


def lose(parcel_id: str = "parcel-1", *, pieces: int = 1) -> bool:
    lines = [Pieces(line_id=1, quantity=pieces)]
    return api.record_lost_parcel(
        order_number="N-1", parcel_id=parcel_id, lines=lines, lost_at=NOON
    )


def test_chargeback_while_pending_takes_the_whole_share_from_the_fund() -> None:
    sell()

    assert dispute() is True

    assert read() == {"chargebacks": 7_500}


def test_chargeback_after_maturity_is_borne_by_the_reserve(accounts: list[str]) -> None:
    sell()
    mature_shares(now=LATER)
    allocate_fund(now=LATER)
    women = books.get_balances(codes=[f"training:{code}" for code in accounts])

    dispute()

    assert read() == {"reserve": -616, "chargebacks": 7_500}
    assert books.get_balances(codes=[f"training:{code}" for code in accounts]) == women


def test_chargeback_takes_what_refunds_left() -> None:
    sell()
    give_back(pieces=1)

    dispute(gross_minor=6_000)

    assert read() == {"refunds": -1_800, "chargebacks": 5_700}


@pytest.mark.parametrize("matures_at", [NOON, LATER])
def test_won_chargeback_gives_back_exactly(matures_at: datetime) -> None:
    sell()
    mature_shares(now=matures_at)
    before = read()
    dispute()

    won = api.record_chargeback_reversal(chargeback_id="dp_1", reinstated_at=LATER)
    again = api.record_chargeback_reversal(chargeback_id="dp_1", reinstated_at=LATER)

    assert (won, again, read()) == (True, False, before)


def test_refund_that_failed_after_maturity_gives_its_part_to_the_fund() -> None:
    sell()
    give_back(pieces=1)
    mature_shares(now=LATER)

    assert api.record_refund_failure(refund_id="R-1", failed_at=LATER) is True

    sold = {"fund:training:available": 616, "reserve": 68, "share": 684, "clearing:orders": 7_800}
    assert read() == sold


def test_lost_parcel_moves_no_money_and_its_refund_takes_no_second_share() -> None:
    sell()
    lose(pieces=1)
    after_loss = read()
    give_back(pieces=1)

    assert after_loss == {
        "fund:training:pending": 443,
        "reserve": 49,
        "share": 492,
        "clearing:orders": 7_800,
    }
    assert read() == {**after_loss, "clearing:orders": 6_000, "refunds": -1_800}
    assert SaleLine.objects.get(line_ref=1).taken_quantity == 1


@pytest.mark.parametrize("record", [dispute, lose])
def test_each_is_recorded_once(record: Any) -> None:
    sell()
    record()
    before = read()

    assert record() is False
    assert read() == before


def test_same_id_with_other_content_is_refused() -> None:
    sell()
    dispute()
    before = read()

    with pytest.raises(RecordedOtherwiseError), transaction.atomic():
        dispute(gross_minor=7_799)
    assert read() == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"tax_minor": 7_801}, AmountsDifferError),
        ({"tax_minor": -1}, AmountsDifferError),
        ({"order_number": "N-404"}, UnknownSaleError),
        ({"lines": [Pieces(line_id=9, quantity=1)]}, UnknownSaleError),
    ],
)
def test_wrong_chargeback_is_refused(changes: dict[str, Any], error: type[Exception]) -> None:
    sell()
    before = read()

    with pytest.raises(error), transaction.atomic():
        dispute(**changes)

    assert read() == before
    assert SaleRefund.objects.count() == 0


def test_undoing_what_was_never_recorded_is_refused() -> None:
    sell()
    give_back()
    before = read()

    with pytest.raises(UnknownRefundError), transaction.atomic():
        api.record_refund_failure(refund_id="R-404", failed_at=NOON)
    with pytest.raises(UnknownRefundError), transaction.atomic():  # a refund is no chargeback
        api.record_chargeback_reversal(chargeback_id="R-1", reinstated_at=NOON)
    assert read() == before
    assert SaleRestoration.objects.count() == 0


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["refund", "chargeback", "lost", "fail", "win", "mature", "allocate"]),
        st.integers(min_value=0, max_value=3),
    ),
    max_size=12,
)


class AnySequenceIsExact(TestCase):
    """Whatever happens to a line of seven pieces, in whatever order."""

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS, net=st.integers(min_value=7_000, max_value=9_999))
    def test_any_sequence_is_exact(self, steps: list[tuple[str, int]], net: int) -> None:
        open_training_account(code="AAAAAAAA", pseudonym="Leaf", opened_on=NOON.date())
        line = PaidLine(
            line_id=1, title="T", sku="", quantity=7, net_minor=net, landed_unit_minor=911
        )
        sell(lines=[line], gross_minor=net, shipping_minor=0, tax_minor=0)
        sold = SaleLine.objects.get()
        credited = 0
        for number, (step, pieces) in enumerate(steps):
            try:
                with transaction.atomic():
                    take_step(step, pieces, number)
            except (RefundBeyondLineError, UnknownRefundError):
                pass  # refused whole, as the balances below show
            assert_exact(sold.pk)
            women = books.get_balance("training:AAAAAAAA")
            assert women >= credited
            credited = women
        assert books.list_faults() == []


def take_step(step: str, pieces: int, number: int) -> None:
    """Let one thing happen; `fail` and `win` undo the earliest refund or chargeback standing."""
    lines = [Pieces(line_id=1, quantity=pieces, net_minor=pieces * 10)]
    if step == "refund":
        give_back(f"R-{number}", gross_minor=pieces * 10, lines=lines)
    elif step == "chargeback":
        dispute(
            f"dp-{number}", gross_minor=pieces * 10, tax_minor=0, lines=lines if pieces else None
        )
    elif step == "lost":
        lose(f"parcel-{number}", pieces=pieces)
    elif step == "mature":
        mature_shares(now=LATER)
    elif step == "allocate":
        allocate_fund(now=LATER)
    else:
        kind = "refund" if step == "fail" else "chargeback"
        standing = SaleRefund.objects.filter(kind=kind, restoration=None).order_by("pk").first()
        number_of = standing.refund_id if standing else "none"
        if step == "fail":
            api.record_refund_failure(refund_id=number_of, failed_at=LATER)
        else:
            api.record_chargeback_reversal(chargeback_id=number_of, reinstated_at=LATER)


def assert_exact(line_id: int) -> None:
    """The share that stands is that of the pieces that stand, wherever it lies."""
    line = SaleLine.objects.get(pk=line_id)
    pieces = line.taken_quantity
    stands = [
        part - part * pieces // line.quantity for part in (line.fund_minor, line.reserve_minor)
    ]
    balances = books.get_balances(codes=[*CODES[:4], "training:AAAAAAAA"])
    pending, available, reserve, share, women = balances.values()
    assert share == sum(stands)
    assert pending + available + women + reserve == share
    if line.maturity_run_id is None:
        assert (pending, reserve) == tuple(stands)
    else:
        assert pending == 0
        assert available + women <= line.fund_minor
