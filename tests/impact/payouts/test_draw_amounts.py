"""Amounts of draws: whole, within the balance, and with their rate in another currency."""

import pytest
from django.utils import timezone

from impact.books.queries import get_balance
from impact.payouts.models import DrawRequest, Payout
from impact.payouts.refusals import (
    BalanceTooSmallError,
    WrongAmountError,
)
from impact.payouts.services import draws
from tests.impact.payouts import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]


@pytest.mark.parametrize("amount", [0, -1, 10**15, 12.5, "100", True])
def test_request_of_an_impossible_amount_is_refused(amount: object) -> None:
    provider = builders.make_provider()

    with pytest.raises(WrongAmountError):
        builders.request_draw(provider, amount_minor=amount)

    assert DrawRequest.objects.count() == 0


def test_request_above_the_balance_is_refused_and_again_at_release() -> None:
    provider = builders.make_provider()
    with pytest.raises(BalanceTooSmallError):
        builders.request_draw(provider, amount_minor=100_001)
    waiting = [builders.make_confirmed_draw(provider) for _number in range(9)]

    released = [builders.release_draw(draw) for draw in waiting[:8]]
    with pytest.raises(BalanceTooSmallError):
        builders.release_draw(waiting[8])

    assert len(released) == Payout.objects.count() == 8
    assert get_balance(f"training:{builders.CODE}") == 4_000


def give(**changes: object) -> draws.ForeignAmount:
    foreign = {
        "amount_minor": 48_792_000,
        "currency": "KHR",
        "rate": "4066",
        "rate_source": "National Bank",
        "rate_on": timezone.now().date(),
    }
    return draws.ForeignAmount(**{**foreign, **changes})


def test_foreign_amount_is_kept_with_its_rate() -> None:
    payout = builders.make_payout(foreign=give())

    payout.refresh_from_db()
    assert (payout.foreign_amount_minor, payout.foreign_currency) == (48_792_000, "KHR")
    assert (payout.rate, payout.rate_source) == (4066, "National Bank")


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "XXX"},
        {"currency": "khr"},
        {"amount_minor": 0},
        {"amount_minor": 10**15},
        {"amount_minor": 1.5},
        {"rate": "0"},
        {"rate_source": ""},
        {"amount_minor": 49_000_000},
    ],
)
def test_foreign_amount_must_be_possible(change: dict[str, object]) -> None:
    provider = builders.make_provider()

    with pytest.raises(WrongAmountError):
        builders.request_draw(provider, foreign=give(**change))

    assert DrawRequest.objects.count() == 0
