from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from impact.books import queries as books
from impact.money import RefundBeyondLineError
from impact.shares.facts import AmountsDifferError, RecordedOtherwiseError, UnknownSaleError
from impact.shares.models import AllocationRun, MaturityRun, SaleLine, ShareReversal
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from shop.events import OrderRefunded, RefundedLine, order_refunded
from tests.impact.sales import NOON, give_back, sell

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=31)


@pytest.fixture(autouse=True)
def _thirty_days_to_return(settings: object) -> None:
    settings.RETURN_WINDOW_DAYS = 30


def get_shares() -> tuple[int, int, int, int]:
    """Return pending, available, reserve and share expense, in cents."""
    codes = ["fund:training:pending", "fund:training:available", "reserve", "share"]
    balances = books.get_balances(codes=codes)
    return tuple(balances[code] for code in codes)


def test_refund_reverses_the_pending_share_by_quantity() -> None:
    sell()

    assert give_back(pieces=1) is True

    # two totes: share 384 = 346 + 38; one of them takes 173 + 19
    assert get_shares() == (616 - 173, 0, 68 - 19, 684 - 192)


def test_all_refunds_of_a_line_end_exactly_at_its_share() -> None:
    sell()

    give_back("R-1")
    give_back("R-2")

    assert get_shares() == (270, 0, 30, 300)
    assert books.get_balance("refunds") == -3_600


def test_refund_returns_every_cent_of_the_order() -> None:
    sell()
    lines = [
        RefundedLine(line_id=1, quantity=2, net_minor=3_600),
        RefundedLine(line_id=2, quantity=1, net_minor=3_200),
    ]

    give_back(gross_minor=7_800, shipping_minor=700, tax_minor=300, lines=lines)

    codes = ["clearing:orders", "sales-tax", "refunds", "fund:training:pending", "reserve"]
    assert books.get_balances(codes=codes) == {
        "clearing:orders": 0,
        "sales-tax": 0,
        "refunds": -7_500,
        "fund:training:pending": 0,
        "reserve": 0,
    }


def test_refund_twice_is_recorded_once() -> None:
    sell()
    give_back()
    before = get_shares()

    assert give_back() is False
    assert get_shares() == before


def test_refund_of_money_alone_leaves_the_share() -> None:
    sell()

    give_back(gross_minor=500, lines=[RefundedLine(line_id=1, quantity=0, net_minor=500)])

    assert get_shares() == (616, 0, 68, 684)


def test_refund_event_reaches_the_books() -> None:
    sell()
    event = OrderRefunded(
        order_number="N-1",
        refund_id="R-9",
        currency="USD",
        gross_minor=1_800,
        shipping_minor=0,
        tax_minor=0,
        lines=(RefundedLine(line_id=1, quantity=1, net_minor=1_800),),
        refunded_at=NOON,
    )

    order_refunded.send(sender=None, event=event)

    assert ShareReversal.objects.get().fund_minor == 173


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"pieces": 3}, RefundBeyondLineError),
        ({"order_number": "N-404"}, UnknownSaleError),
        (
            {"lines": [RefundedLine(line_id=9, quantity=1, net_minor=1_800)]},
            UnknownSaleError,
        ),
        ({"gross_minor": 1_799}, AmountsDifferError),
    ],
)
def test_wrong_refund_is_refused(changes: dict[str, object], error: type[Exception]) -> None:
    sell()
    before = get_shares()

    with pytest.raises(error), transaction.atomic():
        give_back(**changes)

    assert get_shares() == before
    assert ShareReversal.objects.count() == 0


def test_refund_with_other_content_is_refused() -> None:
    sell()
    give_back(pieces=1)

    with pytest.raises(RecordedOtherwiseError), transaction.atomic():
        give_back(pieces=2)

    assert SaleLine.objects.get(line_ref=1).refunded_quantity == 1


def test_share_waits_for_the_end_of_the_return_window() -> None:
    sell()

    assert mature_shares(now=NOON + timedelta(days=30) - timedelta(seconds=1)) == 0
    assert get_shares() == (616, 0, 68, 684)


def test_maturity_twice_moves_once_and_only_what_was_not_refunded() -> None:
    sell()
    give_back(pieces=1)

    assert (mature_shares(now=LATER), mature_shares(now=LATER)) == (2, 0)
    assert get_shares() == (0, 443, 49, 492)
    assert MaturityRun.objects.get().fund_minor == 443


def test_late_refund_is_borne_by_the_reserve_and_by_no_account(accounts: list[str]) -> None:
    sell()
    mature_shares(now=LATER)
    allocate_fund(now=LATER)
    codes = [f"training:{code}" for code in accounts]
    before = books.get_balances(codes=codes)

    give_back(pieces=2)

    assert books.get_balances(codes=codes) == before
    assert get_shares() == (0, 0, 68 - 384, 684 - 384)


def test_allocation_twice_credits_once(accounts: list[str]) -> None:
    sell()
    mature_shares(now=LATER)

    assert allocate_fund(now=LATER).total_minor == 616
    assert allocate_fund(now=LATER) is None
    assert sum(books.get_balances(codes=[f"training:{code}" for code in accounts]).values()) == 616


def test_allocation_without_an_active_account_leaves_the_money_in_the_fund() -> None:
    sell()
    mature_shares(now=LATER)

    assert allocate_fund(now=LATER) is None
    assert get_shares() == (0, 616, 68, 684)
    assert AllocationRun.objects.count() == 0


def test_allocation_keeps_its_inputs(accounts: list[str]) -> None:
    sell()
    mature_shares(now=LATER)

    run = allocate_fund(now=LATER)

    parts = list(run.parts.order_by("account_code"))
    assert (run.policy_id, run.account_count, len(parts)) == (1, 11, 11)
    assert {part.lifetime_before_minor for part in parts} == {0}
    assert [part.amount_minor for part in parts] == [56] * 11


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE shares_saleline SET share_minor = 0, fund_minor = 0, reserve_minor = 0",
        "UPDATE shares_saleline SET refunded_quantity = 3",
        "UPDATE shares_saleline SET maturity_run_id = NULL",
        "DELETE FROM shares_saleline",
        "UPDATE shares_sale SET gross_minor = 1",
        "DELETE FROM shares_maturityrun",
        "UPDATE shares_sharepolicy SET share_basis_points = 1",
        "DELETE FROM shares_allocationpolicy",
        "TRUNCATE shares_allocation",
    ],
)
def test_what_was_sold_and_decided_is_final(attack: str) -> None:
    sell()
    mature_shares(now=LATER)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    before = list(SaleLine.objects.order_by("pk").values())

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)

    assert list(SaleLine.objects.order_by("pk").values()) == before
