"""A year of the books, through the services: sales, refunds, maturity, allocation, payouts."""

import random
from datetime import UTC, datetime, timedelta

from impact.api import record_cash
from impact.books.services import Posting, open_account, post
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from tests.impact.sales import give_back, sell

START = datetime(2025, 1, 1, 12, tzinfo=UTC)
DAYS = 365


def live_a_year(*, seed: int, codes: list[str], sales: int) -> None:
    """Spread the sales over the year, with a run each month and a payout after it."""
    chance = random.Random(seed)
    for code in codes:
        open_account(code=f"committed:{code}", kind="liability", floor_minor=0)
    days = sorted(chance.randrange(DAYS) for _sale in range(sales))
    for number, day in enumerate(days):
        moment = START + timedelta(days=day)
        sell(f"Y-{number}", paid_at=moment)
        if number % 5 == 0:
            record_cash(
                order_number=f"Y-{number}",
                movement_id=f"cash:Y-{number}",
                currency="USD",
                amount_minor=7_800,
                moved_at=moment,
            )
        if chance.random() < 0.2:
            later = moment + timedelta(days=chance.randrange(60))
            give_back(f"YR-{number}", order_number=f"Y-{number}", refunded_at=later)
    for month in range(1, 13):
        now = START + timedelta(days=30 * month)
        mature_shares(now=now)
        if allocate_fund(now=now):
            pay(chance.choice(codes), number=month, now=now, is_settled=month % 3 > 0)


def pay(code: str, *, number: int, now: datetime, is_settled: bool) -> None:
    """Set some of a training account aside, then pay it or give it back."""
    training, committed = f"training:{code}", f"committed:{code}"
    cents = 7 + number
    hold = post(
        Posting(
            kind="payout-hold",
            key=f"payout:{number}:hold",
            effective_on=now.date(),
            reference=f"payout:{number}",
            actor="staff:7",
            lines=[(training, cents), (committed, -cents)],
        )
    )
    end = [(committed, cents), ("clearing:payouts", -cents)]
    back = [(committed, cents), (training, -cents)]
    post(
        Posting(
            kind="payout-settle" if is_settled else "payout-void",
            key=f"payout:{number}:end",
            effective_on=(now + timedelta(days=3)).date(),
            reference=f'payout:{number} "quoted" \\ back',
            lines=end if is_settled else back,
            resolves=hold.entry_id,
        )
    )
