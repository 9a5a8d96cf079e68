"""Whatever the books refuse has a name that a room can catch, and nothing was posted."""

# ruff: noqa: PT012 - refusals in two steps

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from impact.books import queries
from impact.books import services as books
from tests.impact.attacks import DAY, run, transfer, unchanged_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _books(db: None) -> Iterator[None]:
    with unchanged_books():
        yield


def test_posting_twice_posts_once() -> None:
    again = transfer("first", 1_000)

    assert again.is_new is False


@pytest.mark.parametrize(
    "change",
    [
        {"effective_on": date(2026, 3, 3)},
        {"lines": [("cash", 999), ("hers", -999)]},
        {"actor": "somebody else"},
    ],
)
def test_same_key_with_other_content_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(books.KeyReusedError), transaction.atomic():
        transfer("first", 1_000, **change)


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ([("cash", -1_001), ("hers", 1_001)], books.OverdrawnError),
        ([("cash", 5), ("nobody", -5)], books.UnknownAccountError),
        ([("euros", 5), ("hers", -5)], books.UnknownAccountError),
        ([("cash", 5), ("hers", -4)], books.UnbalancedEntryError),
        ([("cash", 5)], books.UnbalancedEntryError),
        ([], books.UnbalancedEntryError),
        ([("cash", 0), ("hers", 0)], books.UnbalancedEntryError),
        ([("cash", 1.5), ("hers", -1.5)], books.FractionalAmountError),
        ([("cash", 5.0), ("hers", -5.0)], books.FractionalAmountError),
        ([("cash", Decimal(5)), ("hers", Decimal(-5))], books.FractionalAmountError),
        ([("cash", True), ("hers", -1)], books.FractionalAmountError),
        ([("cash", "5"), ("hers", "-5")], books.FractionalAmountError),
        ([("cash", 2**63), ("hers", -(2**63))], books.AmountTooLargeError),
        ([("cash", 10**30), ("hers", -(10**30))], books.AmountTooLargeError),
        (
            [("cash", 2**63 - 1), ("hers", 1 - 2**63)],
            books.AmountTooLargeError,
        ),
    ],
)
def test_wrong_posting_has_a_name(lines: list[tuple[str, int]], error: type[Exception]) -> None:
    with pytest.raises(error), transaction.atomic():
        transfer("second", 1, lines=lines)


@pytest.mark.parametrize(
    ("currency", "error"),
    [
        ("KHR", books.UnknownAccountError),
        ("usd", books.UnknownCurrencyError),
        ("DOLLARS", books.UnknownCurrencyError),
        ("", books.UnknownCurrencyError),
    ],
)
def test_wrong_currency_has_a_name(currency: str, error: type[Exception]) -> None:
    with pytest.raises(error), transaction.atomic():
        transfer("second", 1, currency=currency)


@pytest.mark.parametrize("amount", [1, 10**15])
def test_large_amount_is_counted_to_the_cent(amount: int) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        transfer("large", amount)
        assert queries.get_balance("hers") == 1_000 + amount
        raise ZeroDivisionError  # leaves nothing behind


def test_batch_is_posted_whole_or_not_at_all() -> None:
    good, bad = (
        books.Posting(
            kind="test",
            key=f"batch:{amount}",
            effective_on=DAY,
            lines=[("cash", amount), ("hers", -amount)],
        )
        for amount in (5, -2_000)
    )

    with pytest.raises(books.OverdrawnError), transaction.atomic():
        books.post_batch([good, bad])


@pytest.mark.parametrize("link", ["reverses", "resolves"])
def test_entry_is_reversed_and_resolved_once(link: str) -> None:
    first = transfer("first", 1_000).entry_id

    with pytest.raises(books.AlreadyUndoneError), transaction.atomic():
        transfer("undo", 1, **{link: first})
        transfer("undo again", 1, **{link: first})


def test_closed_account_takes_no_lines() -> None:
    with pytest.raises(books.UnknownAccountError), transaction.atomic():
        run("UPDATE books_account SET status = 'closed' WHERE code = 'hers'")
        transfer("late", 5)
