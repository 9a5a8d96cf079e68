"""Which quarter money belongs to: that of the day in the books, whenever they were told of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from impact.books.services import Posting, open_account, post
from impact.pages.counting.cards import read_amounts
from impact.pages.counting.checksums import read_books_digest
from impact.pages.counting.money import read_actuals
from impact.pages.counting.spending import Spending, choose_spending, sum_paid
from impact.pages.quarters import add_quarters, find_last_day, find_quarter
from impact.payouts.models import Payout
from impact.payouts.queries import list_paid_by
from tests.impact.payouts import builders

pytestmark = pytest.mark.django_db

CODE = builders.CODE


@pytest.fixture
def quarter_on() -> date:
    """The quarter before the present one."""
    return add_quarters(find_quarter(timezone.now().date()), -1)


def fund(*, on: date) -> None:
    """Credit the account on a day, beside what the builders put in today."""
    lines = [("general", 50_000), (f"training:{CODE}", -50_000)]
    post(Posting(kind="test", key="early", effective_on=on, lines=lines))


def pay(*, on: date) -> None:
    """Pay $120.00 that left the bank on a day, of which the books are told today."""
    builders.settle_payout(builders.make_payout(), settled_on=on)


def test_payment_of_the_last_day_belongs_to_its_quarter(quarter_on: date) -> None:
    builders.fill_account()
    last_day = find_last_day(quarter_on)
    fund(on=last_day)

    pay(on=last_day)

    spending = [{"kind": "school", "dollars": 120}]
    actuals = read_actuals(quarter_on=quarter_on, people_count=23, spending=spending)
    credited, used = read_amounts(quarter_on)
    assert [one.account_code for one in list_paid_by(through=last_day)] == [CODE]
    assert list_paid_by(through=last_day - timedelta(days=1)) == []
    assert (actuals["credited"], actuals["paid"]) == (500, 120)
    assert (credited[CODE], used[CODE]) == (50_000, 12_000)


def test_checksum_of_the_books_stands_whoever_opens_an_account_later(quarter_on: date) -> None:
    builders.fill_account()
    fund(on=find_last_day(quarter_on))
    before = read_books_digest(quarter_on)

    open_account(code="training:ZZZZZZZZ", kind="liability")
    later = read_books_digest(quarter_on)
    lines = [("general", 100), (f"training:{CODE}", -100)]
    post(Posting(kind="test", key="late", effective_on=quarter_on, lines=lines))

    assert later == before
    assert read_books_digest(quarter_on) != before


def test_payment_that_came_back_in_time_was_none(quarter_on: date) -> None:
    builders.fill_account()
    pay(on=find_last_day(quarter_on))

    builders.return_payout(Payout.objects.get())

    assert len(list_paid_by(through=find_last_day(quarter_on))) == 1
    assert list_paid_by(through=timezone.now().date()) == []


def test_payment_that_the_books_learned_of_late_is_new_in_the_next_quarter(
    quarter_on: date,
) -> None:
    """Else the difference of two publications would be this one woman's payment."""
    builders.fill_account()
    told = Spending(rows=[{"kind": "school", "dollars": 2_000}], paid={})

    pay(on=find_last_day(quarter_on))

    paid = sum_paid(list_paid_by(through=timezone.now().date()))
    assert paid == {CODE: {"school": 12_000}}
    assert choose_spending(paid, earlier=[told]) == told


def test_goal_tells_no_payments_that_the_spending_holds_back(quarter_on: date) -> None:
    builders.fill_account()
    pay(on=find_last_day(quarter_on))

    actuals = read_actuals(quarter_on=quarter_on, people_count=23, spending=[])

    assert "paid" not in actuals
    assert read_actuals(quarter_on=quarter_on, people_count=0, spending=[]) == {}
