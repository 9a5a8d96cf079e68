"""Between two batches every public page is the same, byte for byte, whatever happens meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from impact.consents.models import Purpose
from impact.consents.services.consents import withdraw_everything
from impact.pages.services import publish_fund_batch, updates
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from tests.impact.consents.builders import allow
from tests.impact.giving.builders import receive_here
from tests.impact.pages import crawl as crawling
from tests.impact.pages.cohorts import APPROVER, DUE, READER, open_accounts, publish
from tests.impact.pages.crawl import Answer, crawl
from tests.impact.participants.builders import WORKER, ask_about_shelter, hold, make_participant
from tests.impact.payouts import builders as payouts
from tests.impact.sales import NOON, sell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_private_folder")]

FEWEST = 60
"""Addresses that a crawl finds at least; fewer, and it looks at less than it should."""
ABOUT_HER = "/impact/updates/her-zippers/"


@pytest.fixture
def _private_folder(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_FOLDER = tmp_path


def write(slug: str, *, account_code: str = "", kind: str = "news") -> None:
    words = {
        "kind": kind,
        "title": f"About {slug}",
        "summary": "In a sentence.",
        "body": "<p>Zippers.</p>",
        "account_code": account_code,
    }
    row = updates.write_update(slug=slug, words=words, actor=READER, now=DUE)
    updates.publish_update(update_id=row.pk, actor=APPROVER, now=timezone.now())


@pytest.fixture
def told(db: None) -> str:
    """Figures are out, and one of thirty women let herself be shown."""
    now = timezone.now()
    codes = open_accounts(30)
    for code in codes:
        hold(make_participant(code), held_on=make_participant(code).account.opened_on)
        allow(code, DUE - timedelta(days=300), purpose=Purpose.STATISTICS)
    ask_about_shelter(make_participant(codes[0]))
    allow(codes[0], now - timedelta(days=1))
    sell("N-0")
    mature_shares(now=NOON)
    allocate_fund(now=NOON)
    write("two-courses")
    write("late-parcel", kind="wrong")
    write("her-zippers", account_code=codes[0])
    publish_fund_batch(now=now)
    publish(now=max(now, DUE))
    return codes[0]


def pay_out() -> None:
    payouts.fill_account()
    payouts.settle_payout(payouts.make_payout(payouts.make_provider()))


def allocate() -> None:
    sell("N-2")
    mature_shares(now=NOON)
    allocate_fund(now=NOON)


def give() -> None:
    assert receive_here(amount_minor=25_000).state == "paid"


EVENTS: dict[str, Callable[[], object]] = {
    "purchase": lambda: sell("N-1"),
    "gift": give,
    "allocation": allocate,
    "payout": pay_out,
}


def read_all(client: Client, told: str) -> dict[str, Answer]:
    return crawl(client, f"/impact/accounts/{told}/", "/impact/accounts/22222222/", ABOUT_HER)


@pytest.mark.parametrize("event", EVENTS)
def test_public_pages_stand_still_whatever_happens(client: Client, told: str, event: str) -> None:
    before = read_all(client, told)

    EVENTS[event]()

    after = read_all(client, told)
    assert [address for address, answer in after.items() if before.get(address) != answer] == []
    assert before.keys() == after.keys()
    assert len(before) >= FEWEST
    nobody = {f"{language}/impact/accounts/22222222/" for language in ("", "/es", "/km")}
    assert {address for address, answer in before.items() if answer[0] != 200} == nobody


def test_crawl_sees_the_next_batch(client: Client, told: str) -> None:
    """The control: the crawl does see figures that change."""
    before = read_all(client, told)
    sell("N-1")

    publish_fund_batch(now=timezone.now() + timedelta(days=1))

    after = read_all(client, told)
    changed = {address for address, answer in after.items() if before.get(address) != answer}
    assert {
        "/impact/",
        "/impact/badge.svg",
        "/impact/card.png",
        "/impact/api/v1/fund.json",
    } <= changed


def test_withdrawal_takes_her_away_at_once_and_changes_nothing_else(
    client: Client, told: str
) -> None:
    own = {f"/impact/accounts/{told}/", ABOUT_HER}
    listing = {"/impact/updates/", "/es/impact/updates/", "/km/impact/updates/"}
    before = read_all(client, told)

    withdraw_everything(account_code=told, words="Told.", actor=WORKER, now=timezone.now())

    after = read_all(client, told)
    gone = {address for address in before if address not in after}
    changed = {address for address, answer in after.items() if before[address] != answer}
    assert (
        changed | gone
        == {
            *own,
            *listing,
            *(f"/{language}{ABOUT_HER}" for language in ("es", "km")),
            *(f"/{language}/impact/accounts/{told}/" for language in ("es", "km")),
        }
        & before.keys()
    )
    never = after["/impact/accounts/22222222/"]
    mine = after[f"/impact/accounts/{told}/"]
    assert (mine[0], mine[1]) == (never[0], never[1])
    assert mine[2].replace(told.encode(), b"22222222") == never[2]
    body = b"".join(answer[2] for answer in after.values())
    assert f"Leaf {told}".encode() not in body
    assert crawling.SEEDS[0] in after
