from datetime import timedelta

import pytest
from django.db import transaction

from impact.books import queries as books
from impact.books.models import Entry
from impact.books.services import close_period
from impact.participants.services import open_training_account
from impact.shares.facts import AmountsDifferError, RecordedOtherwiseError
from impact.shares.models import Sale, SaleLine
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from shop.events import OrderPaid, PaidLine, order_paid
from tests.impact.sales import CARD_HOLDER, NOON, TOTES, sell

pytestmark = pytest.mark.django_db


def get_balances() -> dict[str, int]:
    return {row.code: row.balance_minor for row in books.list_trial_balance() if row.balance_minor}


def test_record_sale_posts_the_whole_sale() -> None:
    assert sell() is True

    assert get_balances() == {
        "clearing:orders": 7_800,
        "sales": -6_800,
        "shipping": -700,
        "sales-tax": -300,
        "cost-of-goods": 5_090,
        "inventory": -5_090,
        "share": 684,
        "fund:training:pending": -616,
        "reserve": -68,
    }


def test_record_sale_twice_records_once() -> None:
    sell()

    assert sell() is False
    assert Sale.objects.count() == 1
    assert Entry.objects.count() == 1


def test_record_sale_with_other_content_is_refused() -> None:
    sell()
    before = get_balances()

    with pytest.raises(RecordedOtherwiseError), transaction.atomic():
        sell(tax_minor=301, gross_minor=7_801)
    assert get_balances() == before


def test_record_sale_whose_parts_differ_from_gross_is_refused() -> None:
    with pytest.raises(AmountsDifferError), transaction.atomic():
        sell(gross_minor=7_799)
    assert Sale.objects.count() == 0
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("landed", "alert"), [(None, "no_landed_cost"), (1_900, "sold_below_cost")]
)
def test_line_without_markup_has_no_share_and_an_alert(landed: int | None, alert: str) -> None:
    line = PaidLine(
        line_id=1, title="Tote", sku="", quantity=1, net_minor=1_800, landed_unit_minor=landed
    )

    sell(lines=[line], gross_minor=1_800, shipping_minor=0, tax_minor=0)

    sold = SaleLine.objects.get()
    assert (sold.share_minor, sold.alert) == (0, alert)


def test_order_paid_reaches_the_training_accounts(settings: object) -> None:
    settings.RETURN_WINDOW_DAYS = 0
    for number, code in enumerate(("AAAAAAAA", "BBBBBBBB", "CCCCCCCC")):
        open_training_account(code=code, pseudonym=f"Leaf {number}", opened_on=NOON.date())
    event = OrderPaid(
        order_number="N-1",
        currency="USD",
        gross_minor=6_800,
        shipping_minor=0,
        tax_minor=0,
        lines=(TOTES, CARD_HOLDER),
        paid_at=NOON,
    )

    order_paid.send(sender=None, event=event)
    mature_shares(now=NOON)
    allocate_fund(now=NOON)

    assert books.get_balances(
        codes=["training:AAAAAAAA", "training:BBBBBBBB", "training:CCCCCCCC", "reserve"]
    ) == {
        "training:AAAAAAAA": 206,
        "training:BBBBBBBB": 205,
        "training:CCCCCCCC": 205,
        "reserve": 68,
    }
    assert books.list_faults() == []


def test_sale_found_after_its_day_was_closed_takes_effect_on_the_first_open_day() -> None:
    close_period(last_on=NOON.date(), actor="staff:1", reason="over", now=NOON + timedelta(days=9))

    sell()

    assert Entry.objects.get().effective_on == NOON.date() + timedelta(days=1)
    assert books.list_faults() == []
