"""What an attacker makes of two figures of different days, quarters and pages: nothing of few."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from impact.books import services as books
from impact.pages.counting import money, telling
from impact.pages.counting.spending import choose_spending, sum_paid
from impact.pages.models import FundBatch
from impact.pages.services import publish_fund_batch
from impact.payouts.queries import PaidBy
from impact.shares.services.allocation import allocate_fund
from tests.impact.pages.cohorts import (
    NEXT_DUE,
    NEXT_QUARTER,
    QUARTER,
    find_table,
    open_accounts,
    publish,
    set_status,
)
from tests.impact.payouts import builders

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _private_folder(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_FOLDER = tmp_path


def read_split() -> list[tuple[int, int]]:
    """Return what stood in the fund and in the accounts, day by day."""
    return list(
        FundBatch.objects.order_by("period").values_list("available_dollars", "allocated_dollars")
    )


def post(kind: str, key: str, *lines: tuple[str, int]) -> None:
    today = timezone.now().date()
    books.post(books.Posting(kind=kind, key=key, effective_on=today, lines=list(lines)))


def divide(cents: int) -> None:
    """Put so much into the fund and divide it, and all that stands there, among the accounts."""
    post("test", f"fund:{cents}", ("general", cents), ("fund:training:available", -cents))
    allocate_fund(now=timezone.now())


def fill(codes: list[str], cents: int) -> None:
    for code in codes:
        post("test", f"fill:{code}:{cents}", ("general", cents), (f"training:{code}", -cents))


def shift(days: int) -> None:
    """Let what was posted just now have been posted so many days ago."""
    builders.run_with_guards_off(
        "UPDATE books_entry SET posted_at = posted_at - make_interval(days => %s)"
        " WHERE posted_at > now() - interval '1 hour'",
        days,
    )


@pytest.fixture
def codes(db: None) -> list[str]:
    """Thirty accounts were credited, and the figures of that day were shown."""
    codes = open_accounts(30)
    divide(300_000)
    shift(2)
    publish_fund_batch(now=timezone.now() - DAY)
    return codes


def give_back(code: str, cents: int) -> None:
    """Let a balance go back to the fund."""
    key = f"balance-release:{code}"
    post("balance-release", key, (f"training:{code}", cents), ("fund:training:available", -cents))


@pytest.mark.parametrize("guard", ["on", "off"])
def test_balance_that_goes_back_moves_no_figure(
    codes: list[str], monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    """With its control: without the guard her balance is read from two days' figures."""
    if guard == "off":
        monkeypatch.setattr("impact.pages.counting.telling.may_follow", lambda *_, **__: True)
    give_back(codes[3], 1_500)

    publish_fund_batch(now=timezone.now() + DAY)

    [before, after] = read_split()
    assert before[0] == 0
    assert after == (before if guard == "on" else (15, before[1] - 15))


def test_balance_that_went_back_is_divided_without_having_shown(codes: list[str]) -> None:
    give_back(codes[3], 1_500)
    publish_fund_batch(now=timezone.now() + DAY)
    give_back(codes[4], 1_500)
    divide(60_000)
    shift(-1)

    publish_fund_batch(now=timezone.now() + 2 * DAY)

    assert read_split() == [(0, 3_000), (0, 3_000), (0, 3_600)]


@pytest.mark.parametrize("pages", [1, 2])
def test_day_waits_for_eleven_of_those_without_a_page(
    codes: list[str], monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    """Whose pages tell what is hers is taken away: of twelve balances ten would be left."""
    monkeypatch.setattr(telling, "list_own_pages", lambda: frozenset(codes[:pages]))
    for code in codes[:12]:
        give_back(code, 100)

    publish_fund_batch(now=timezone.now() + DAY)

    assert read_split()[1] == ((12, 2_988) if pages == 1 else (0, 3_000))


@pytest.mark.django_db
@pytest.mark.parametrize("remembered", [3, 1])
def test_two_steps_that_leave_one_account_between_them_are_not_both_shown(
    monkeypatch: pytest.MonkeyPatch, remembered: int
) -> None:
    """Twelve are credited, eleven give it back: with the last day alone in mind both are shown."""
    monkeypatch.setattr("impact.pages.counting.days.REMEMBERED", remembered)
    codes, now = open_accounts(30), timezone.now()
    publish_fund_batch(now=now - 5 * DAY)
    fill(codes[:12], 10_000)
    shift(4)
    publish_fund_batch(now=now - 3 * DAY)
    fill(codes[:11], -10_000)
    shift(2)

    publish_fund_batch(now=now - DAY)

    shown = [row.credited_dollars for row in FundBatch.objects.order_by("period")]
    assert shown == ([0, 1_200, 1_200] if remembered == 3 else [0, 1_200, 100])


# A quarter's end lies between two days whose figures are shown.


def show(uses_as_of: datetime, **changes: Any) -> FundBatch:
    given = {
        "period": FundBatch.objects.count() + 1,
        "as_of": uses_as_of,
        "published_at": uses_as_of,
        "account_count": 30,
        "payout_account_count": 11,
        "uses_as_of": uses_as_of,
        "pending_dollars": 0,
        "available_dollars": 0,
        "allocated_dollars": 500,
        "committed_dollars": 40,
        "paid_dollars": 30,
        "completed_dollars": 20,
        "reserve_dollars": 0,
        **changes,
    }
    return FundBatch.objects.create(**given)


END = datetime(2026, 4, 1, tzinfo=UTC)
LAST_DAY = date(2026, 3, 31)


@pytest.mark.django_db
def test_quarters_spending_speaks_of_a_moment_that_a_day_spoke_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two payments of the quarter came after that day: they would be all that lies between."""
    by_then, all_of_it = pay(20), pay(22)
    asked = []
    monkeypatch.setattr(money, "list_paid_before", lambda at: asked.append(at) or by_then)
    monkeypatch.setattr(money, "list_paid_by", lambda **_: all_of_it)
    shown = show(END - 9 * DAY)
    show(END + DAY)

    told = money.read_paid(quarter_on=QUARTER)

    assert sorted(told) == sorted(one.account_code for one in by_then)
    assert asked == [shown.uses_as_of]
    assert money.find_credited(quarter_on=QUARTER) == shown.credited_dollars


def pay(count: int) -> list[PaidBy]:
    return [
        PaidBy(account_code=f"W{one:02}", kind="school", amount_minor=100) for one in range(count)
    ]


@pytest.mark.parametrize(("count", "is_told"), [(0, True), (1, False), (10, False), (11, True)])
def test_quarter_before_the_first_day_tells_of_eleven_between_them(
    count: int, is_told: object
) -> None:
    """So many accounts were paid for between the quarter's end and the day."""
    day = {one.account_code: (0, 0, 100) for one in pay(20 + count)}

    told = choose_spending(sum_paid(pay(20)), earlier=[], days=[day])

    assert (told.rows != []) is is_told


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "dollars"), [(0, 0), (1, None), (10, None), (11, 0)])
def test_credits_between_a_quarter_and_the_first_day_are_of_eleven(
    count: int, dollars: int | None
) -> None:
    codes = open_accounts(30)
    fill(codes[:count], 10_000)
    show(timezone.now() + DAY)

    assert money.find_credited(quarter_on=QUARTER) == dollars


@pytest.mark.django_db
def test_three_quarters_tell_of_nobody_alone() -> None:
    """Twelve graduate, eleven of them come back and one more goes: see `test_suppression`."""
    codes = open_accounts(60)
    set_status(codes[30:], "graduated")
    first = publish()
    set_status(codes[:12], "graduated", on=NEXT_QUARTER)
    second = publish(NEXT_QUARTER, now=NEXT_DUE)
    set_status(codes[1:12], "active", on=date(2026, 7, 1))
    set_status(codes[12:13], "graduated", on=date(2026, 7, 1))

    third = publish(date(2026, 7, 1), now=NEXT_DUE + 100 * DAY)

    cells = [find_table(one, "status")["cells"] for one in (first, second, third)]
    assert cells[0] == {"active": 30, "graduated": 30}
    assert cells[1] == cells[2] == {"active": 18, "graduated": 42}
