"""What a buyer's trace says of what took a share back, and among whom the fund was divided."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from impact import api
from impact.pages.services import publish_fund_batch
from impact.pages.trace import describe_run
from impact.participants.services import change_status, open_training_account
from impact.shares.facts import Pieces
from impact.shares.models import AllocationPolicy, AllocationRun
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from nomi.platform.tokens.services import issue
from tests.impact.pages.cohorts import publish
from tests.impact.sales import NOON, TOTES, give_back, sell

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def _sold(settings: Any) -> None:
    settings.RETURN_WINDOW_DAYS = 30
    sell(lines=[TOTES], gross_minor=3_600, shipping_minor=0, tax_minor=0)


def _read(client: Client) -> str:
    token = issue(purpose="trace", reference="N-1", expires_at=timezone.now() + timedelta(days=1))
    return client.get(f"/trace/{token}/").content.decode()


def _charge_back() -> None:
    api.record_chargeback(
        order_number="N-1",
        chargeback_id="dp_1",
        currency="USD",
        gross_minor=3_600,
        disputed_at=LATER,
    )


def _lose(pieces: int = 2) -> None:
    api.record_lost_parcel(
        order_number="N-1",
        parcel_id="lost:N-1",
        lines=[Pieces(line_id=1, quantity=pieces)],
        lost_at=LATER,
    )


def _mature() -> None:
    mature_shares(now=NOON + timedelta(days=31))


def test_chargeback_is_called_by_its_name(client: Client) -> None:
    _charge_back()

    page = _read(client)

    assert "Your bank took the payment back, and $3.84 of the share with it." in page
    assert "efund took" not in page


def test_late_chargeback_is_paid_by_the_reserve(client: Client) -> None:
    _mature()
    _charge_back()

    page = _read(client)

    assert (
        "Your bank took the payment back after the time for returns: the reserve paid $3.84; "
        "no training account was touched."
    ) in page


def test_won_chargeback_counts_again(client: Client) -> None:
    _charge_back()
    api.record_chargeback_reversal(chargeback_id="dp_1", reinstated_at=LATER)

    assert "The money came back after all; $3.84 of the share counts again." in _read(client)


@pytest.mark.parametrize(
    ("is_late", "words"),
    [
        (False, "The parcel was lost on its way: $3.84 of the share was taken back."),
        (True, "The parcel was lost on its way: the reserve paid $3.84; no training account"),
    ],
)
def test_lost_parcel_is_told_once_and_not_as_a_refund(
    client: Client,
    is_late: bool,  # noqa: FBT001 - a case of the table
    words: str,
) -> None:
    if is_late:
        _mature()
    _lose()
    give_back(pieces=2)

    page = _read(client)

    assert page.count("The parcel was lost on its way") == 1
    assert words in page
    assert "refund" not in page.lower().replace("refunds", "")


def _allocate(client: Client) -> str:
    _mature()
    allocate_fund(now=NOON + timedelta(days=31))
    return _read(client)


def test_equal_parts_are_told_with_the_number_that_is_published(
    client: Client, accounts: list[str]
) -> None:
    """Not with that of the day, by which two buyers could tell who came or left meanwhile."""
    publish()
    publish_fund_batch(now=NOON)
    change_status(
        account_code=accounts[0],
        status="paused",
        on=NOON.date(),
        reason="Ill.",
        actor="staff:1",
        now=NOON,
    )

    page = _allocate(client)

    assert AllocationRun.objects.get().account_count == 10
    assert "in equal parts among the accounts that were open." in page
    assert "The fund is over 11 training accounts." in page


def test_number_below_eleven_is_not_told(client: Client) -> None:
    for code in ("AAAAAAXX", "AAAAAAYY"):
        open_training_account(code=code, pseudonym=f"Leaf {code}", opened_on=NOON.date())

    page = _allocate(client)

    assert "divided among the open training accounts." in page
    assert "equal" not in page
    assert " 2 training" not in page


@pytest.mark.parametrize("rule", ["least_funded", "weights"])
def test_other_rules_are_not_told_as_equal_parts(rule: str) -> None:
    run = AllocationRun(policy=AllocationPolicy(version=9, rule=rule), account_count=23)

    assert describe_run(run, told=23) == (
        "With the rest of the fund it was divided among the open training accounts, by the rule"
        " that was in force; not in equal parts."
    )
